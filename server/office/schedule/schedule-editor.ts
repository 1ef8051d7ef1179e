import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Clock } from '../../../media/playout/clock.js';
import type { ChannelEdit, ChannelInput } from '../../../shared/api/channels.js';
import type { EditPreview } from '../../../shared/api/edit.js';
import type { EntryEdit, EntryInput } from '../../../shared/api/schedule.js';
import type { SequenceEdit, SequenceInput } from '../../../shared/api/sequences.js';
import { CodedError } from '../../../shared/errors.js';
import type { Millis } from '../../../shared/units.js';
import type { ConnectedAudiences } from '../planning/connected-audiences.js';
import type { ChannelRecord } from '../store/channel-store.js';
import type { ScheduleVersionRecord, StoredEntry } from '../store/schedule-store.js';
import { mediaOf, type SequenceRecord } from '../store/sequence-store.js';
import type { EditStores, Store } from '../store/store.js';
import { changeOf, effectiveAt } from './channel-draft.js';
import { planChannelEdit } from './channel-edits.js';
import { channelRemovalPreview } from './channel-removal.js';
import type { EditPlan, EditRoom } from './edit-plan.js';
import { judge, type PlanRoom, refuse } from './edit-verdict.js';
import { planAddition, planEntryEdit, planRemoval } from './entry-edits.js';
import { contentOf, expectRevision, sequenceOf } from './lookups.js';
import { readyMedia } from './ready-media.js';
import { planSequenceEdit } from './sequence-edits.js';
import { checkItems } from './sequence-items.js';
import { planUndo } from './undo.js';

const SHORTEST_NOTICE_MS = 200;
const LONGEST_NOTICE_MS = 5000;

export interface ScheduleEditorDeps extends PlanRoom {
  readonly store: Pick<Store, 'edit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly connected: ConnectedAudiences;
}

export interface EditOptions {
  /** Who edits, for the audit. */
  readonly actor: string;
  /** Goes ahead although it changes what is on air now. */
  readonly force?: boolean;
  /** Changes nothing, and answers what would change. */
  readonly dryRun?: boolean;
  /** The revision of what is edited that the edit was made from; any when left out. */
  readonly expectedRevision?: number | undefined;
}

export type EditOutcome<Result> =
  | { readonly applied: true; readonly result: Result }
  | { readonly applied: false; readonly preview: EditPreview };

export type ScheduleChanged = Pick<ScheduleVersionRecord, 'version' | 'effectiveAtMs' | 'actor' | 'action'> & {
  readonly slug: string;
};

interface EditorEvents {
  /** A channel has a new version of its schedule, in force from `effectiveAtMs` on. */
  changed: [change: ScheduleChanged];
  /** Something of the channel itself is other than it was. */
  channel: [change: { slug: string; change: 'created' | 'edited' | 'deleted' }];
  /** A sequence was made, has a new revision or is gone. */
  sequence: [id: string];
}

/**
 * All that hosts do to sequences, channels and schedules. An edit is one transaction (TL4): it is planned on what is
 * stored, judged by what it would do to what is on air, and written, or refused with nothing changed. Versions before it
 * stay as they were: what was on air at a past instant is answered by the version that was in force then.
 */
export class ScheduleEditor extends EventEmitter<EditorEvents> {
  readonly #deps: ScheduleEditorDeps;
  /** How long it took the last time. */
  #judgingMs: Millis = 0;

  constructor(deps: ScheduleEditorDeps) {
    super();
    this.#deps = deps;
  }

  /** @throws CodedError media-unknown, media-not-ready, bad-request for an item that nothing is left of */
  async createSequence({ name, items }: SequenceInput, id: string = randomUUID()): Promise<SequenceRecord> {
    const created = await this.#edit(async ({ stores, grid, nowMs }) => {
      checkItems(items, await readyMedia(stores, mediaOf(items)), grid);
      return stores.sequences.add({ id, name, items }, nowMs);
    });
    this.emit('sequence', id);
    return created;
  }

  /**
   * Saves a new revision, which takes over on every channel that has the sequence at the end of the item that is airing.
   * @throws CodedError sequence-unknown, stale-revision, media-unknown, media-not-ready, bad-request, schedule-conflict,
   * on-air-change
   */
  async editSequence(id: string, edit: SequenceEdit, options: EditOptions): Promise<EditOutcome<SequenceRecord>> {
    const outcome = await this.#apply(options, (room) => planSequenceEdit(room, id, edit, options.expectedRevision));
    if (outcome.applied) this.emit('sequence', id);
    return outcome;
  }

  /** @throws CodedError sequence-unknown, stale-revision; sequence-in-use with its entries in `usedBy` */
  async removeSequence(id: string, expectedRevision?: number): Promise<void> {
    await this.#edit(async ({ stores, nowMs }) => {
      expectRevision((await sequenceOf(stores, id)).revision, expectedRevision);
      const entries = await stores.schedule.listWith(id);
      const usedBy = entries.map(({ channelSlug: channel, id: entryId }) => ({ channel, entryId }));
      if (usedBy.length > 0) throw new CodedError('sequence-in-use', undefined, { usedBy });
      await stores.sequences.remove(id, nowMs);
    });
    this.emit('sequence', id);
  }

  /** @throws CodedError channel-exists, media-unknown, media-not-ready */
  async createChannel(channel: ChannelInput, actor: string): Promise<ChannelRecord> {
    const created = await this.#edit(async ({ stores, nowMs }) => {
      if ((await stores.channels.find(channel.slug)) !== undefined) {
        throw new CodedError('channel-exists', `There is a channel "${channel.slug}" already: choose another slug.`);
      }
      if (channel.fillerMediaId !== null) await readyMedia(stores, new Set([channel.fillerMediaId]));
      return stores.channels.add(channel, { actor, atMs: nowMs, effectiveAtMs: nowMs });
    });
    this.emit('channel', { slug: channel.slug, change: 'created' });
    return created;
  }

  /** @throws CodedError channel-unknown, stale-revision, media-unknown, media-not-ready, on-air-change */
  async editChannel(slug: string, edit: ChannelEdit, options: EditOptions): Promise<EditOutcome<ChannelRecord>> {
    const outcome = await this.#apply(options, (room) => planChannelEdit(room, slug, edit, options.expectedRevision));
    if (outcome.applied) this.emit('channel', { slug, change: 'edited' });
    return outcome;
  }

  /**
   * Deletes a channel, its schedule and all of its history.
   * @throws CodedError channel-unknown, stale-revision; on-air-change while it has viewers or something scheduled on air
   */
  async removeChannel(slug: string, options: EditOptions): Promise<EditOutcome<void>> {
    const { connected } = this.#deps;
    const outcome = await this.#edit(async (room): Promise<EditOutcome<void>> => {
      const content = await contentOf(room.stores, slug);
      expectRevision(content.channel.revision, options.expectedRevision);
      const preview = channelRemovalPreview(content, effectiveAt(content, room), room, connected);
      if (options.dryRun === true) return { applied: false, preview };
      refuse(preview, options.force === true);
      await room.stores.channels.remove(slug);
      return { applied: true, result: undefined };
    });
    if (outcome.applied) this.emit('channel', { slug, change: 'deleted' });
    return outcome;
  }

  /** @throws CodedError channel-unknown, sequence-unknown, bad-request, repeat-invalid, schedule-conflict, on-air-change */
  addEntry(slug: string, entry: EntryInput, options: EditOptions): Promise<EditOutcome<StoredEntry>> {
    return this.#apply(options, (room) => planAddition(room, slug, entry));
  }

  /** @throws CodedError as {@link addEntry}; entry-unknown, stale-revision */
  editEntry(slug: string, id: string, edit: EntryEdit, options: EditOptions): Promise<EditOutcome<StoredEntry>> {
    return this.#apply(options, (room) => planEntryEdit(room, slug, id, edit, options.expectedRevision));
  }

  /** @throws CodedError channel-unknown, entry-unknown, stale-revision, on-air-change */
  removeEntry(slug: string, id: string, options: EditOptions): Promise<EditOutcome<StoredEntry>> {
    return this.#apply(options, (room) => planRemoval(room, slug, id, options.expectedRevision));
  }

  /**
   * Makes a new version that has what an earlier one had. Answers its number.
   * @throws CodedError channel-unknown, version-unknown, version-incomplete, schedule-conflict, on-air-change
   */
  undo(slug: string, version: number, options: EditOptions): Promise<EditOutcome<number>> {
    return this.#apply(options, (room) => planUndo(room, slug, version));
  }

  async #apply<Result>(
    { actor, force = false, dryRun = false }: EditOptions,
    plan: (room: EditRoom) => Promise<EditPlan<Result>>,
  ): Promise<EditOutcome<Result>> {
    const versions: ScheduleVersionRecord[] = [];
    const outcome = await this.#edit(async (room): Promise<EditOutcome<Result>> => {
      const { drafts, write, preview } = await this.#judged(room, plan);
      if (dryRun) return { applied: false, preview };
      refuse(preview, force);
      const result = await write(room.stores);
      for (const draft of drafts) versions.push(await room.stores.schedule.commit(changeOf(draft, actor, room.nowMs)));
      return { applied: true, result };
    });
    for (const { channelSlug: slug, version, effectiveAtMs, action } of versions) {
      this.emit('changed', { slug, version, effectiveAtMs, actor, action });
    }
    return outcome;
  }

  /**
   * Plans an edit and judges it. Telling everybody of a version takes about as long as judging it: one whose judging took
   * more than half of its notice is planned again for later, or viewers would hear of it when it is on air already.
   */
  async #judged<Result>(
    room: EditRoom,
    plan: (room: EditRoom) => Promise<EditPlan<Result>>,
  ): Promise<EditPlan<Result> & { readonly preview: EditPreview }> {
    const { clock, connected } = this.#deps;
    for (let noticeMs = noticeFor(this.#judgingMs); ; noticeMs = noticeFor(this.#judgingMs)) {
      const nowMs = now(clock);
      const planned = await plan({ ...room, nowMs, noticeMs });
      const preview = await judge(planned.drafts, room, connected);
      this.#judgingMs = clock.now() - nowMs;
      if (2 * this.#judgingMs <= noticeMs || noticeMs === LONGEST_NOTICE_MS) return { ...planned, preview };
    }
  }

  /** Runs an edit in a transaction of its own: others wait, so that it is judged on what it changes. */
  #edit<T>(work: (room: EditRoom) => Promise<T>): Promise<T> {
    const { store, grid, slate, clock } = this.#deps;
    return store.edit((stores: EditStores) =>
      work({ stores, grid, slate, nowMs: now(clock), noticeMs: SHORTEST_NOTICE_MS }),
    );
  }
}

/** How long an edit is heard of before it takes effect: the longer, the more there is to judge and to tell. */
function noticeFor(judgingMs: Millis): Millis {
  return Math.min(LONGEST_NOTICE_MS, Math.max(SHORTEST_NOTICE_MS, 4 * judgingMs));
}

/** Whole milliseconds, as the store keeps them. */
function now(clock: Pick<Clock, 'now'>): Millis {
  return Math.floor(clock.now());
}
