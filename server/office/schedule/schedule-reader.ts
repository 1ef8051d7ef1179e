import type { Clock } from '../../../media/playout/clock.js';
import type { ChannelSummary, ChannelView } from '../../../shared/api/channels.js';
import type { EntryView, ScheduleView, VersionView } from '../../../shared/api/schedule.js';
import type { SequenceView } from '../../../shared/api/sequences.js';
import { CodedError } from '../../../shared/errors.js';
import { frameAt, frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Millis } from '../../../shared/units.js';
import { cursorAt, parseCursor } from '../library/page-cursor.js';
import { planChannelInSlices } from '../planning/channel-timeline.js';
import type { ChannelRecord } from '../store/channel-store.js';
import { inSlices } from '../store/in-slices.js';
import type { Store } from '../store/store.js';
import type { PlanRoom } from './edit-verdict.js';
import { channelUnknown, contentOf, entryOf, sequenceOf } from './lookups.js';
import { occurrencesBetween } from './occurrences.js';
import { entryView, sequenceView, versionView } from './views.js';

const DAY_MS = 86_400_000;
const LONGEST_RANGE_MS = 400 * DAY_MS;
const USUAL_RANGE_MS = 7 * DAY_MS;
const MOST_OCCURRENCES = 1000;
/** Of items of sequences; read and written in a few milliseconds. */
const MOST_CHARACTERS_A_PAGE = 500_000;

export interface ScheduleReaderDeps extends PlanRoom {
  readonly store: Pick<Store, 'sequences' | 'channels' | 'schedule'>;
  readonly clock: Pick<Clock, 'now'>;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

interface ChannelPage<View> {
  readonly channels: readonly View[];
  readonly nextCursor: string | null;
}

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

interface ScheduleQuery {
  readonly from?: Millis | undefined;
  readonly to?: Millis | undefined;
  readonly occurrences: boolean;
}

/** Sequences, channels and schedules as hosts see them. */
export class ScheduleReader {
  readonly #deps: ScheduleReaderDeps;

  constructor(deps: ScheduleReaderDeps) {
    this.#deps = deps;
  }

  /** Newest first. @throws CodedError bad-request for a cursor of another list */
  async sequences({ limit, cursor }: PageQuery): Promise<Page<SequenceView>> {
    const { store } = this.#deps;
    const after = cursor === undefined ? undefined : parseCursor(cursor);
    const { records, hasMore } = await store.sequences.page(limit, after, MOST_CHARACTERS_A_PAGE);
    const last = hasMore ? records.at(-1) : undefined;
    return { items: records.map((one) => sequenceView(one, this.#deps)), nextCursor: last ? cursorAt(last) : null };
  }

  /** @throws CodedError sequence-unknown */
  async sequence(id: string): Promise<SequenceView> {
    return sequenceView(await sequenceOf(this.#deps.store, id), this.#deps);
  }

  /** By slug. */
  channels({ limit, cursor }: PageQuery): Promise<ChannelPage<ChannelView>> {
    return this.#channelPage(limit, cursor, undefined, (channel) => channel);
  }

  /** What everybody may know of the channels that everybody may watch, by slug. */
  publicChannels({ limit, cursor }: PageQuery): Promise<ChannelPage<ChannelSummary>> {
    return this.#channelPage(limit, cursor, 'public', ({ slug, name, visibility, targetLatencyMs }) => ({
      ...{ slug, name, visibility, targetLatencyMs },
    }));
  }

  /** @throws CodedError channel-unknown */
  async channel(slug: string): Promise<ChannelView> {
    const channel = await this.#deps.store.channels.find(slug);
    if (channel === undefined) throw channelUnknown(slug);
    return channel;
  }

  /**
   * The entries of the newest version: all of them, or those on air in a range, with when they are.
   * @throws CodedError channel-unknown, bad-request for a range that is too long
   */
  async schedule(slug: string, query: ScheduleQuery): Promise<ScheduleView> {
    const { store, grid, slate } = this.#deps;
    const content = await contentOf(store, slug);
    const { channel, entries, effectiveAtMs: effectiveAt } = content;
    const { scheduleVersion: version, fillerMediaId } = channel;
    const view = { channel: slug, version, effectiveAt, fillerMediaId };
    const range = this.#rangeOf(query);
    if (range === undefined) return { ...view, entries: entries.map(entryView), truncated: false };

    const plan = await planChannelInSlices(content, grid, slate);
    const planned = new Map(plan.entries.map((entry) => [entry.id, entry]));
    const [fromFrame, toFrame] = [frameAt(grid, range.fromMs), frameAt(grid, range.toMs)];
    let left = MOST_OCCURRENCES;
    let truncated = false;
    const found = await inSlices(entries, (entry): EntryView[] => {
      const limit = query.occurrences ? left + 1 : 1;
      const placed = planned.get(entry.id);
      const occurrences = placed === undefined ? [] : occurrencesBetween(placed, fromFrame, toFrame, limit);
      if (occurrences.length === 0) return [];
      if (!query.occurrences) return [entryView(entry)];
      truncated ||= occurrences.length > left;
      const listed = occurrences.slice(0, left);
      left -= listed.length;
      const times = listed.map(({ startFrame, endFrame }) => ({
        startsAt: frameTimeMs(grid, startFrame),
        endsAt: Number.isFinite(endFrame) ? frameTimeMs(grid, endFrame) : null,
      }));
      return [{ ...entryView(entry), occurrences: times }];
    });
    return { ...view, entries: found.flat(), truncated };
  }

  /** @throws CodedError channel-unknown, entry-unknown */
  async entry(slug: string, id: string): Promise<EntryView> {
    return entryView(entryOf(await contentOf(this.#deps.store, slug), id));
  }

  /** The history of a schedule, newest first. @throws CodedError channel-unknown, bad-request */
  async versions(slug: string, { limit, cursor }: PageQuery): Promise<Page<VersionView>> {
    await this.channel(slug);
    const before = cursor === undefined ? undefined : Number(cursor);
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
      throw new CodedError('bad-request', 'cursor: not one of this list');
    const { items, last } = pageOf(await this.#deps.store.schedule.versions(slug, limit + 1, before), limit);
    return { items: items.map(versionView), nextCursor: last ? `${last.version}` : null };
  }

  /** @throws CodedError version-unknown */
  async version(slug: string, version: number): Promise<VersionView> {
    const found = await this.#deps.store.schedule.version(slug, version);
    if (found === undefined) throw new CodedError('version-unknown');
    return versionView(found);
  }

  async #channelPage<View>(
    limit: number,
    cursor: string | undefined,
    visibility: ChannelRecord['visibility'] | undefined,
    viewOf: (channel: ChannelRecord) => View,
  ): Promise<ChannelPage<View>> {
    const { items, last } = pageOf(await this.#deps.store.channels.page(limit + 1, cursor, visibility), limit);
    return { channels: items.map(viewOf), nextCursor: last?.slug ?? null };
  }

  #rangeOf({ from, to, occurrences }: ScheduleQuery): { fromMs: Millis; toMs: Millis } | undefined {
    if (from === undefined && to === undefined && !occurrences) return undefined;
    const fromMs = from ?? (to === undefined ? this.#deps.clock.now() : to - USUAL_RANGE_MS);
    const toMs = to ?? fromMs + USUAL_RANGE_MS;
    if (toMs <= fromMs) throw new CodedError('bad-request', 'to: must be after from');
    if (toMs - fromMs > LONGEST_RANGE_MS) throw new CodedError('bad-request', 'to: at most 400 days after from');
    return { fromMs, toMs };
  }
}

/** One more than a page holds tells whether there is another; its last is where that goes on. */
function pageOf<Item>(found: readonly Item[], limit: number): { items: readonly Item[]; last: Item | undefined } {
  const items = found.slice(0, limit);
  return { items, last: found.length > limit ? items.at(-1) : undefined };
}
