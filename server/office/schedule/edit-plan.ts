import type { Millis } from '../../../shared/units.js';
import type { EditStores } from '../store/store.js';
import type { ChannelDraft } from './channel-draft.js';
import type { EditReads } from './edit-reads.js';
import type { PlanRoom } from './edit-verdict.js';

/** What an edit comes to, before anything of it is written. */
export interface EditPlan<Result> {
  readonly drafts: readonly ChannelDraft[];
  /** Writes what is not in the drafts, once nothing stands against the edit; in the transaction that these stores are of. */
  write(stores: EditStores): Promise<Result>;
}

/** What planning an edit takes. */
export interface EditRoom extends PlanRoom {
  readonly reads: EditReads;
  /** Whole milliseconds. */
  readonly nowMs: Millis;
  /** Everybody hears of an edit before it takes effect: so long from now. */
  readonly noticeMs: Millis;
}
