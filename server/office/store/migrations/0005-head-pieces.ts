import type { Kysely } from 'kysely';
import type { Migration } from '../migrate.js';

/** Pieces that make a trim's first frame playable; and how often a preparation was begun, for one that ends the server. */
export const headPieces: Migration = {
  name: '0005-head-pieces',
  async up(db: Kysely<never>) {
    const schema = db.schema;
    await schema
      .createTable('head_pieces')
      .addColumn('object_id', 'text', (column) => column.notNull())
      .addColumn('in_frame', 'bigint', (column) => column.notNull())
      .addColumn('head_object_id', 'text')
      .addColumn('frames', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addPrimaryKeyConstraint('head_pieces_pk', ['object_id', 'in_frame'])
      .execute();
    await schema.createIndex('head_pieces_by_head').on('head_pieces').column('head_object_id').execute();
    await schema
      .alterTable('media')
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await schema.createIndex('media_by_object').on('media').column('object_id').execute();
  },
};
