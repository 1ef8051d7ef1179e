import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import type { Audience } from '../../../shared/timeline/audience.js';
import { frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Millis } from '../../../shared/units.js';
import type { SequenceName } from '../store/sequence-store.js';
import type { Guide, GuideLinks } from './guide.js';
import { guideJson } from './guide-json.js';
import { cut, type Detail, type Programme, type ProgrammeList, programmesIn, type Stretch } from './programmes.js';
import type { Course, ScheduleHistory, Spend } from './schedule-history.js';
import { type GuideWriter, writeGuide } from './write-guide.js';

/** What a guide holds at most: more than a fortnight of anything but clips. */
const MOST_PROGRAMMES = 10_000;
/** Looked up in a few milliseconds. */
const PROGRAMMES_A_PART = 250;
/** Counted in programmes: each takes about a kilobyte, as text in every format. */
const MOST_PROGRAMMES_KEPT = 50_000;
/** What it costs to make a guide that is not at hand: see `Spend`. */
const GUIDE_POINTS = 10;

export interface GuideRequest extends Pick<Guide, 'channel'> {
  readonly audience: Audience;
  readonly fromMs: Millis;
  readonly toMs: Millis;
  readonly detail: Detail;
}

/** A guide that was made, and what was written of it. */
export class ToldGuide {
  readonly #texts = new Map<string, Promise<string>>();

  constructor(
    readonly guide: Guide,
    /** Equal for equal guides. */
    readonly tag: string,
    /** The sequences in it, as they were when it was made. */
    readonly sequences: readonly SequenceName[],
  ) {}

  /** Those who ask at the same time, and after, share one text. */
  write(format: string, writer: GuideWriter, links: GuideLinks): Promise<string> {
    const key = JSON.stringify([format, links]);
    const text = this.#texts.get(key) ?? writeGuide(writer, this.guide, links);
    // A host's name comes with the request where none is set: who makes names up is not remembered.
    if (this.#texts.size < MOST_TEXTS) this.#texts.set(key, text);
    return text;
  }
}

const MOST_TEXTS = 6;

/** Guides, each made once for all who ask for the same. */
export class GuideBook {
  readonly #history: ScheduleHistory;
  readonly #lineupIds = new WeakMap<Lineup, number>();
  #lastLineupId = 0;
  readonly #underway = new Map<string, Promise<ToldGuide>>();
  readonly #guides = new LRUCache<string, ToldGuide>({
    maxSize: MOST_PROGRAMMES_KEPT,
    sizeCalculation: ({ guide }) => guide.programmes.length + 1,
  });

  constructor(history: ScheduleHistory) {
    this.#history = history;
  }

  /** The guide of [fromMs, toMs) for an audience. @throws CodedError channel-unknown; what `spend` throws */
  async guide({ channel, audience, fromMs, toMs, detail }: GuideRequest, spend: Spend): Promise<ToldGuide> {
    const course = await this.#history.course(channel.slug, audience, fromMs, toMs, spend);
    const key = this.#keyOf(channel, course, detail);
    const known = this.#guides.get(key);
    if (known !== undefined && isDeepStrictEqual(known.sequences, await this.#sequencesIn(known.guide))) return known;
    const underway = this.#underway.get(key);
    if (underway !== undefined) return underway;
    spend(GUIDE_POINTS);
    const made = this.#make(channel, course, detail);
    this.#underway.set(key, made);
    try {
      const told = await made;
      this.#guides.set(key, told);
      return told;
    } finally {
      this.#underway.delete(key);
    }
  }

  async #make(channel: Guide['channel'], course: Course, detail: Detail): Promise<ToldGuide> {
    const { stretches, cutAtMs, revisedAtMs } = course;
    const { grid, version } = stretches.at(-1)!.lineup;
    const { programmes, cutAtFrame } = await allProgrammes(stretches, detail);
    const nextMs = cutAtFrame === null ? cutAtMs : frameTimeMs(grid, cutAtFrame);
    const sequences = await this.#sequencesIn({ programmes });
    const media = new Set(programmes.flatMap(({ item, isWhole }) => (isWhole ? [] : [item.mediaId])));
    const renamedAtMs = [
      await this.#history.mediaChangedAt([...media]),
      ...sequences.map(({ updatedAtMs }) => updatedAtMs),
    ];
    const guide: Guide = {
      ...{ channel: { slug: channel.slug, name: channel.name }, grid, version, programmes, nextMs },
      sequenceNames: new Map(sequences.map(({ id, name }) => [id, name])),
      revisedAtMs: Math.max(revisedAtMs, ...renamedAtMs),
    };
    const json = await writeGuide(guideJson, guide, { watch: '', poster: null, next: null });
    return new ToldGuide(guide, digest(json, String(guide.revisedAtMs)), sequences);
  }

  #sequencesIn({ programmes }: Pick<Guide, 'programmes'>): Promise<readonly SequenceName[]> {
    return this.#history.sequenceNames([...new Set(programmes.flatMap(({ sequenceId }) => sequenceId ?? []))]);
  }

  /** Equal for what would be told alike: who asks a moment later asks from within the same programme. */
  #keyOf({ slug, name }: Guide['channel'], { stretches, cutAtMs }: Course, detail: Detail): string {
    const first = stretches[0]!;
    const { programmes } = programmesIn([{ ...first, toFrame: first.fromFrame + 1 }], 1, detail);
    const parts = stretches.map(({ lineup, toFrame }) => [this.#idOf(lineup), toFrame]);
    return JSON.stringify([slug, name, detail, programmes[0]!.startFrame, cutAtMs, parts]);
  }

  #idOf(lineup: Lineup): number {
    const known = this.#lineupIds.get(lineup);
    if (known !== undefined) return known;
    this.#lastLineupId += 1;
    this.#lineupIds.set(lineup, this.#lastLineupId);
    return this.#lastLineupId;
  }
}

/** Looked up part by part: between two of them whatever else waits for this thread gets its turn. */
async function allProgrammes(stretches: readonly Stretch[], detail: Detail): Promise<ProgrammeList> {
  const { programmes: first, cutAtFrame } = programmesIn(stretches, PROGRAMMES_A_PART, detail);
  const all: Programme[] = [...first];
  for (let from = cutAtFrame; from !== null; ) {
    if (all.length >= MOST_PROGRAMMES) return { programmes: all, cutAtFrame: from };
    await setImmediate();
    const rest = stretches.filter(({ toFrame }) => toFrame > from!);
    const [stretch, ...later] = rest;
    const part = programmesIn([{ ...stretch!, fromFrame: from }, ...later], PROGRAMMES_A_PART, detail);
    all.push(...part.programmes.map((programme) => cut(programme, from!, Number.POSITIVE_INFINITY)));
    from = part.cutAtFrame;
  }
  return { programmes: all, cutAtFrame: null };
}

function digest(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('base64url').slice(0, 22);
}
