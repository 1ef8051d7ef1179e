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
import { changeOf, effectiveAt } from './channel-draft.js';
import { planChannelEdit } from './channel-edits.js';
import { channelRemovalPreview } from './channel-removal.js';
import type { EditPlan, EditRoom } from './edit-plan.js';
import type { EditReads } from './edit-reads.js';
import { judge, type PlanRoom, refuse } from './edit-verdict.js';
import { planAddition, planEntryEdit, planRemoval } from './entry-edits.js';
import { expectRevision } from './lookups.js';
import { type EditableStore, type MakeUp, OptimisticEdits } from './optimistic-edits.js';
import { readyMedia } from './ready-media.js';
import { planSequenceEdit } from './sequence-edits.js';
import { checkItems } from './sequence-items.js';
import { planUndo } from './undo.js';

const SHORTEST_NOTICE_MS = 200;
/** More than it takes to judge the largest edit, four times over. */
const LONGEST_NOTICE_MS = 60_000;

export interface ScheduleEditorDeps extends PlanRoom {
  readonly store: EditableStore;
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
 * stored, judged by what it would do to what is on air, and written, or refused with nothing changed. Planning and judging
 * hold no lock; what they went by is held against the database in the transaction that writes. Versions before it stay as
 * they were: what was on air at a past instant is answered by the version that was in force then.
 */
export class ScheduleEditor extends EventEmitter<EditorEvents> {
  readonly #deps: ScheduleEditorDeps;
  readonly #edits: OptimisticEdits;
  /** How long it took the last time. */
  #judgingMs: Millis = 0;

  constructor(deps: ScheduleEditorDeps) {
    super();
    this.#deps = deps;
    this.#edits = new OptimisticEdits(deps.store, () => now(deps.clock));
  }

  /** @throws CodedError media-unknown, media-not-ready, bad-request for an item that nothing is left of */
  async createSequence({ name, items }: SequenceInput, id: string = randomUUID()): Promise<SequenceRecord> {
    const { grid } = this.#deps;
    const created = await this.#edits.make(async (reads, nowMs) => {
      checkItems(items, await readyMedia(reads, mediaOf(items)), grid);
      return { write: ({ sequences }) => sequences.add({ id, name, items }, nowMs) };
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
    await this.#edits.make(async (reads, nowMs) => {
      expectRevision((await reads.sequence(id)).revision, expectedRevision);
      const entries = await reads.entriesWith(id);
      const usedBy = entries.map(({ channelSlug: channel, id: entryId }) => ({ channel, entryId }));
      if (usedBy.length > 0) throw new CodedError('sequence-in-use', undefined, { usedBy });
      return { write: ({ sequences }) => sequences.remove(id, nowMs) };
    });
    this.emit('sequence', id);
  }

  /** @throws CodedError channel-exists, media-unknown, media-not-ready */
  async createChannel(channel: ChannelInput, actor: string): Promise<ChannelRecord> {
    const { slug, fillerMediaId } = channel;
    const created = await this.#edits.make(async (reads, nowMs) => {
      if (await reads.hasChannel(slug)) {
        throw new CodedError('channel-exists', `There is a channel "${slug}" already: choose another slug.`);
      }
      if (fillerMediaId !== null) await readyMedia(reads, new Set([fillerMediaId]));
      return { write: ({ channels }) => channels.add(channel, { actor, atMs: nowMs, effectiveAtMs: nowMs }) };
    });
    this.emit('channel', { slug, change: 'created' });
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
    const { connected, grid, slate } = this.#deps;
    const previewOf: MakeUp<EditPreview> = async (reads, nowMs) => {
      const content = await reads.content(slug);
      expectRevision(content.channel.revision, options.expectedRevision);
      const room = { grid, slate, nowMs, noticeMs: SHORTEST_NOTICE_MS };
      return channelRemovalPreview(content, effectiveAt(content, room), room, connected);
    };
    if (options.dryRun === true) return { applied: false, preview: await this.#edits.rehearse(previewOf) };
    await this.#edits.make(async (reads, nowMs) => {
      refuse(await previewOf(reads, nowMs), options.force === true);
      return { write: ({ channels }) => channels.remove(slug) };
    });
    this.emit('channel', { slug, change: 'deleted' });
    return { applied: true, result: undefined };
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
    if (dryRun) {
      const { preview } = await this.#edits.rehearse((reads) => this.#judged(reads, plan));
      return { applied: false, preview };
    }
    let versions: ScheduleVersionRecord[] = [];
    let leastNoticeMs = SHORTEST_NOTICE_MS;
    const result = await this.#edits.make(async (reads) => {
      const { drafts, write, preview, nowMs, noticeMs } = await this.#judged(reads, plan, leastNoticeMs);
      refuse(preview, force);
      return {
        isInTime: () => {
          const tookMs = this.#deps.clock.now() - nowMs;
          leastNoticeMs = noticeFor(tookMs);
          return drafts.length === 0 || isEnough(noticeMs, tookMs);
        },
        async write(stores) {
          const written = await write(stores);
          versions = [];
          for (const draft of drafts) versions.push(await stores.schedule.commit(changeOf(draft, actor, nowMs)));
          return written;
        },
      };
    });
    for (const { channelSlug: slug, version, effectiveAtMs, action } of versions) {
      this.emit('changed', { slug, version, effectiveAtMs, actor, action });
    }
    return { applied: true, result };
  }

  /**
   * Plans an edit and judges it. Telling everybody of a version takes about as long as judging it: one whose judging took
   * more than half of its notice is planned again for later, or viewers would hear of it when it is on air already. What
   * waiting for the database takes counts as well, once it is about to be written.
   */
  async #judged<Result>(
    reads: EditReads,
    plan: (room: EditRoom) => Promise<EditPlan<Result>>,
    leastNoticeMs = SHORTEST_NOTICE_MS,
  ): Promise<Judged<Result>> {
    const { clock, connected, grid, slate } = this.#deps;
    for (;;) {
      const noticeMs = Math.max(leastNoticeMs, noticeFor(this.#judgingMs));
      const nowMs = now(clock);
      const planned = await plan({ reads, grid, slate, nowMs, noticeMs });
      const preview = await judge(planned.drafts, { grid, slate }, connected);
      this.#judgingMs = clock.now() - nowMs;
      if (isEnough(noticeMs, this.#judgingMs)) return { ...planned, preview, nowMs, noticeMs };
    }
  }
}

interface Judged<Result> extends EditPlan<Result> {
  readonly preview: EditPreview;
  readonly nowMs: Millis;
  readonly noticeMs: Millis;
}

/** How long an edit is heard of before it takes effect: the longer, the more there is to judge and to tell. */
function noticeFor(judgingMs: Millis): Millis {
  return Math.min(LONGEST_NOTICE_MS, Math.max(SHORTEST_NOTICE_MS, 4 * judgingMs));
}

function isEnough(noticeMs: Millis, judgingMs: Millis): boolean {
  return 2 * judgingMs <= noticeMs || noticeMs === LONGEST_NOTICE_MS;
}

/** Whole milliseconds, as the store keeps them. */
function now(clock: Pick<Clock, 'now'>): Millis {
  return Math.floor(clock.now());
}
