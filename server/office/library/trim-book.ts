import { frameAt, type Grid, snapToGrid } from '../../../shared/timeline/grid.js';
import type { HeadNeed } from '../store/head-piece-store.js';
import type { SequenceRevisionRecord } from '../store/sequence-store.js';
import type { Store } from '../store/store.js';
import { headNeeds, type Trim, trimsOf } from './head-needs.js';

type TrimStores = Pick<Store, 'sequences' | 'schedule' | 'media'>;
type Items = Pick<SequenceRevisionRecord, 'items'>;

/**
 * The items that start between two GOPs, of every newest revision and of every revision that is scheduled. All sequences
 * are read once; from then on a change costs what it changes, however large the library is.
 */
export class TrimBook {
  readonly #stores: TrimStores;
  readonly #grid: Grid;
  readonly #bySequence = new Map<string, readonly Trim[]>();
  #mediaIds = new Set<string>();

  private constructor(stores: TrimStores, grid: Grid) {
    this.#stores = stores;
    this.#grid = grid;
  }

  static async create(stores: TrimStores, grid: Grid): Promise<TrimBook> {
    const book = new TrimBook(stores, grid);
    await book.readAll();
    return book;
  }

  /** To be called when other revisions may be scheduled than before. */
  async readAll(): Promise<void> {
    const { sequences, schedule } = this.#stores;
    const items = new Map<string, Items[]>();
    const scheduled = await sequences.revisions(await schedule.revisionsInUse());
    for (const newest of await sequences.list()) items.set(newest.id, [newest]);
    for (const one of scheduled) items.set(one.sequenceId, [...(items.get(one.sequenceId) ?? []), one]);
    this.#bySequence.clear();
    for (const [id, revisions] of items) this.#keep(id, revisions);
    this.#note();
  }

  /** To be called when a sequence was saved or deleted. @returns whether its trims are others than before. */
  async readSequence(id: string): Promise<boolean> {
    const { sequences, schedule } = this.#stores;
    const newest = await sequences.find(id);
    const scheduled = await sequences.revisions(await schedule.revisionsInUse(id));
    const before = JSON.stringify(this.#bySequence.get(id) ?? []);
    this.#keep(id, newest === undefined ? scheduled : [newest, ...scheduled]);
    if (JSON.stringify(this.#bySequence.get(id) ?? []) === before) return false;
    this.#note();
    return true;
  }

  /** Whether any item of a media starts between two GOPs. */
  names(mediaId: string): boolean {
    return this.#mediaIds.has(mediaId);
  }

  /** What is to stand in for the trims of media that is ready, each once. */
  async needs(): Promise<HeadNeed[]> {
    const media = await this.#stores.media.readyOf(this.#mediaIds);
    return headNeeds([...this.#bySequence.values()].flat(), new Map(media.map((one) => [one.id, one])), this.#grid);
  }

  #keep(id: string, revisions: readonly Items[]): void {
    const { framesPerGop } = this.#grid;
    const isBetween = ({ inMs = 0 }: Trim) => frameAt(this.#grid, snapToGrid(this.#grid, inMs)) % framesPerGop !== 0;
    const trims = revisions.flatMap(({ items }) => items.flatMap(trimsOf)).filter(isBetween);
    if (trims.length === 0) this.#bySequence.delete(id);
    else
      this.#bySequence.set(
        id,
        trims.map(({ mediaId, inMs = 0 }) => ({ mediaId, inMs })),
      );
  }

  #note(): void {
    this.#mediaIds = new Set([...this.#bySequence.values()].flat().map(({ mediaId }) => mediaId));
  }
}
