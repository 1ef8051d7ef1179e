import { isDeepStrictEqual } from 'node:util';
import type { Millis } from '../../../shared/units.js';
import { type AsOf, type ChannelContent, mediaNeeded } from '../store/channel-content.js';
import type { MediaEntry } from '../store/media-entry.js';
import type { MediaRecord } from '../store/media-store.js';
import type { StoredEntry } from '../store/schedule-store.js';
import type { SequenceRecord } from '../store/sequence-store.js';
import type { EditStores } from '../store/store.js';
import { contentOf, sequenceOf } from './lookups.js';

/** What a host may notice of a channel's row and of its newest version: the schedule's rows themselves never change. */
interface ChannelMark {
  readonly revision: number;
  readonly version: number;
  /** Tells a channel from one of the same name that was made after it was deleted. */
  readonly madeAtMs: Millis | undefined;
}

interface Noted {
  readonly mark: unknown;
  readonly markOf: (stores: EditStores) => Promise<unknown>;
}

/**
 * All that an edit is planned from. It reads outside of any transaction, so that nobody waits for a plan or a judgement,
 * and marks what it has read: by the marks the edit finds out, in the transaction that it is written in, whether all of
 * that still holds. A plan has no other way to read, so nothing it depends on goes unmarked.
 *
 * A mark is read before what it stands for, or out of it: what changes after the mark was read makes it fail. Versions and
 * revisions only grow, so marks that hold at the end have held since the last of them was read: it all belongs together.
 */
export class EditReads {
  readonly #stores: EditStores;
  readonly #noted = new Map<string, Noted>();
  /** Null for media that is not ready. */
  readonly #media = new Map<string, string | null>();

  constructor(stores: EditStores) {
    this.#stores = stores;
  }

  /** The newest version of a schedule, and the channel. @throws CodedError channel-unknown */
  async content(slug: string): Promise<ChannelContent> {
    await this.#noteChannel(slug);
    const content = await contentOf(this.#stores, slug);
    this.#noteMedia(mediaNeeded(content.revisions, content.channel.fillerMediaId), content.media);
    return content;
  }

  async hasChannel(slug: string): Promise<boolean> {
    return (await this.#noteChannel(slug)) !== undefined;
  }

  /** An earlier version, which never changes while its channel is there; undefined when there is none. */
  async earlier(slug: string, asOf: AsOf): Promise<ChannelContent | undefined> {
    await this.#noteChannel(slug);
    return this.#stores.schedule.content(slug, asOf);
  }

  /** @throws CodedError sequence-unknown */
  async sequence(id: string): Promise<SequenceRecord> {
    await this.#note(`sequence ${id}`, ({ sequences }) => sequences.revisionOf(id));
    return sequenceOf(this.#stores, id);
  }

  async hasSequence(id: string): Promise<boolean> {
    return (await this.#note(`sequence ${id}`, ({ sequences }) => sequences.revisionOf(id))) !== undefined;
  }

  /** The channels whose newest version has a sequence. What they have of it, `content` tells. */
  channelsWith(sequenceId: string): Promise<readonly string[]> {
    return this.#note(`places of ${sequenceId}`, ({ schedule }) => schedule.channelsWith(sequenceId));
  }

  async entriesWith(sequenceId: string): Promise<readonly StoredEntry[]> {
    await this.channelsWith(sequenceId);
    return this.#stores.schedule.listWith(sequenceId);
  }

  /** Those of some media that are ready. */
  async readyMedia(ids: ReadonlySet<string>): Promise<readonly MediaRecord[]> {
    const ready = await this.#stores.media.readyOf([...ids]);
    this.#noteMedia(ids, ready);
    return ready;
  }

  /** A media whatever its state, for the wording of a refusal. */
  mediaEntry(id: string): Promise<MediaEntry | undefined> {
    return this.#stores.library.find(id);
  }

  /** Whether everything that was read is still so, as these stores have it. */
  async hold(stores: EditStores = this.#stores): Promise<boolean> {
    for (const { mark, markOf } of this.#noted.values()) {
      if (!isDeepStrictEqual(mark, await markOf(stores))) return false;
    }
    const ready = new Map(
      (await stores.media.readyOf([...this.#media.keys()])).map((one) => [one.id, markOfMedia(one)]),
    );
    for (const [id, mark] of this.#media) if ((ready.get(id) ?? null) !== mark) return false;
    return true;
  }

  #noteChannel(slug: string): Promise<ChannelMark | undefined> {
    return this.#note(`channel ${slug}`, async ({ channels, schedule }): Promise<ChannelMark | undefined> => {
      const channel = await channels.find(slug);
      if (channel === undefined) return undefined;
      const { revision, scheduleVersion: version } = channel;
      return { revision, version, madeAtMs: (await schedule.version(slug, version))?.atMs };
    });
  }

  async #note<Mark>(what: string, markOf: (stores: EditStores) => Promise<Mark>): Promise<Mark> {
    const mark = await markOf(this.#stores);
    // Of what is read twice the first mark counts: both readings have to be the same.
    if (!this.#noted.has(what)) this.#noted.set(what, { mark, markOf });
    return mark;
  }

  #noteMedia(ids: Iterable<string>, ready: readonly MediaRecord[]): void {
    const marks = new Map(ready.map((one) => [one.id, markOfMedia(one)]));
    for (const id of ids) if (!this.#media.has(id)) this.#media.set(id, marks.get(id) ?? null);
  }
}

/** Its title changes nothing that is on air. */
function markOfMedia({ objectId, frames }: MediaRecord): string {
  return `${frames} ${objectId}`;
}
