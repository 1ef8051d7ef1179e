import { type Kysely, sql } from 'kysely';
import type { Millis } from '../../../../shared/units.js';
import type { Migration } from '../migrate.js';

/** Several users with roles, sessions that can be ended, API keys and viewer tokens, where there was one administrator. */
export const access: Migration = {
  name: '0004-access',
  async up(db: Kysely<never>, nowMs: Millis) {
    const schema = db.schema;
    await schema
      .createTable('users')
      .addColumn('username', 'text', (column) => column.primaryKey())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('password_hash', 'text', (column) => column.notNull())
      .addColumn('disabled', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('revision', 'integer', (column) => column.notNull().defaultTo(1))
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createTable('sessions')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('token_sha256', 'text', (column) => column.notNull().unique())
      .addColumn('username', 'text', (column) => column.notNull().references('users.username').onDelete('cascade'))
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('sessions_by_user').on('sessions').columns(['username', 'created_at_ms']).execute();
    await schema
      .createTable('api_keys')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('prefix', 'text', (column) => column.notNull())
      .addColumn('key_sha256', 'text', (column) => column.notNull().unique())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('username', 'text', (column) => column.notNull().references('users.username').onDelete('cascade'))
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('expires_at_ms', 'bigint')
      .addColumn('last_used_at_ms', 'bigint')
      .execute();
    await schema.createIndex('api_keys_by_user').on('api_keys').columns(['username', 'created_at_ms']).execute();
    await schema
      .createTable('signing_keys')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('secret', 'text', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('accepted_until_ms', 'bigint')
      .execute();
    await schema
      .createTable('viewer_revocations')
      .addColumn('channel_slug', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('revoked_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('kept_until_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('viewer_revocations_pk', ['channel_slug', 'kind', 'subject'])
      .execute();
    await schema.createIndex('viewer_revocations_by_end').on('viewer_revocations').column('kept_until_ms').execute();
    await sql`insert into users (username, role, password_hash, created_at_ms)
      select 'admin', 'admin', value, ${nowMs} from settings where key = 'auth.admin-password'`.execute(db);
    await sql`delete from settings
      where key in ('auth.admin-password', 'auth.session-key', 'auth.ended-sessions')`.execute(db);
  },
};
