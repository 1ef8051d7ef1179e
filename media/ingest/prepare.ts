import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OPUS_PACKET_MS } from '../../shared/timeline/grid.js';
import type { Millis } from '../../shared/units.js';
import type { HouseFormat } from '../house.js';
import type { Clock } from '../playout/clock.js';
import type { PreparedIndex } from '../prepared-media.js';
import { bounded } from './bounded.js';
import { hasFineColor } from './color.js';
import { assertDecodable } from './damage.js';
import { decodingOptions } from './decoding.js';
import { encodeSource } from './encode.js';
import { evenSound } from './even-sound.js';
import { type Finding, findingsOf } from './findings.js';
import { IngestError } from './ingest-error.js';
import { changedLoudness, fitLimiter, trueLoudness } from './limited-sound.js';
import { makePictures } from './pictures.js';
import { contentEndS, type PreparePlan, planPreparation, type SourceSurvey } from './plan.js';
import { type PreparedObject, type PublishDeps, publishObject } from './publish.js';
import type { SourceFacts } from './source-facts.js';
import { assertDurationWithin, DEFAULT_SOURCE_LIMITS, type SourceLimits } from './source-limits.js';
import { surveySource } from './survey.js';
import { understandSource } from './understand-source.js';
import type { Workbench } from './workbench.js';

const DEFAULT_STALL_MS = 120_000;
/** About the parts of the time that the steps take: the survey reads, the encoder computes. */
const SURVEYED_AT = 0.1;
const ENCODED_AT = 0.97;
const PROGRESS_STEP = 0.005;
/** However slow a store is, it takes a file faster than this; one that does not answer must not hold a preparation. */
const LEAST_PUBLISHING_MS = 120_000;
const SLOWEST_BYTES_PER_MS = 64;

export interface PrepareRequest {
  readonly sourcePath: string;
  readonly house: HouseFormat;
}

export interface PrepareDeps extends PublishDeps {
  /** Has room for the prepared file; on the store's file system publishing is a mere rename. */
  readonly workDir: string;
  readonly tools: { readonly ffmpeg: string; readonly ffprobe: string };
  readonly clock: Pick<Clock, 'setTimer'>;
  /** Called at most 200 times, with a growing fraction, the last time with 1. */
  readonly onProgress?: (fraction: number) => void;
  readonly limits?: SourceLimits;
  /** Called when something that has a bound of its own, such as a tool, begins to work, and when it has ended. */
  readonly onWork?: (isWorking: boolean) => void;
  /** Whether the store is known not to answer for now: what is published then waits until it does. */
  readonly isStoreAway?: () => boolean;
  /** How long a tool may go without getting on; default two minutes. */
  readonly stallMs?: Millis;
}

export interface Prepared {
  /** The name of its objects: the SHA-256 of the prepared file, so equal content has equal names. */
  readonly objectId: string;
  readonly index: PreparedIndex;
  readonly durationMs: Millis;
  /** What was found, and what was decided upon it. */
  readonly source: SourceFacts;
  readonly survey: SourceSurvey;
  readonly plan: PreparePlan;
  /** The same for the host: what was found and what was done about it. */
  readonly findings: readonly Finding[];
}

/**
 * Makes house-format media of a file: probe, survey, plan, encode and index in one run, pictures, and publication with the
 * index last. When it fails or is aborted, nothing of it is left in the store or the work folder. What is in the store
 * already is not published again.
 *
 * @throws IngestError for what a host can do something about; the signal's reason when aborted.
 */
export async function prepareMedia(request: PrepareRequest, deps: PrepareDeps): Promise<Prepared> {
  deps.signal?.throwIfAborted();
  const folder = join(deps.workDir, `prepare-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  try {
    return await prepareIn(folder, request, deps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepareIn(folder: string, request: PrepareRequest, deps: PrepareDeps): Promise<Prepared> {
  const { sourcePath, house } = request;
  const { limits = DEFAULT_SOURCE_LIMITS, stallMs = DEFAULT_STALL_MS } = deps;
  const bench: Workbench = {
    tools: deps.tools,
    folder,
    clock: deps.clock,
    stallMs,
    signal: deps.signal,
    onWork: deps.onWork,
  };
  const progress = growing(deps.onProgress);

  const opened = await understandSource(sourcePath, limits, bench);
  const claimedS = opened.source.claimedDurationS ?? Number.POSITIVE_INFINITY;
  const found = await surveySource(opened.source, bench, (reachedS) => {
    progress(SURVEYED_AT * Math.min(1, reachedS / claimedS));
  });
  const { facts: source, survey: surveyed } = found;
  assertDurationWithin(contentEndS(surveyed), limits);
  const evened =
    source.audio && surveyed.soundChanges ? await evenSound(source.audio, contentEndS(surveyed), bench) : undefined;
  const { audio } = source;
  const metered = evened ? evened.loudness : surveyed.loudness;
  const loudness =
    audio && metered && (await trueLoudness(metered, (change) => changedLoudness(audio, !!evened, change, bench)));
  const limited =
    audio && loudness && (await fitLimiter(loudness, (change) => changedLoudness(audio, !!evened, change, bench)));
  const survey = { ...surveyed, loudness, limited, editGaps: opened.editGaps };

  const plan = planPreparation(source, survey, house, await hasFineColor(source.video, bench));
  const mediaPath = join(folder, 'media.mp4');
  const { codec } = source.video;
  const picture = { codec, decoding: await decodingOptions(source.video, bench), pictures: survey.video.packets };
  const {
    sha256: objectId,
    index,
    damage,
    waveform,
  } = await encodeSource(plan, picture, mediaPath, bench, (writtenS) => {
    progress(SURVEYED_AT + ((ENCODED_AT - SURVEYED_AT) * writtenS * house.fps) / plan.frames);
  });
  const damaged = {
    picture: damage.count(source.video.stream),
    sound: evened?.damagedPackets ?? damage.count(source.audio?.stream ?? -1),
  };
  assertDecodable('picture', damaged.picture, survey.video);
  if (survey.audio) assertDecodable('sound', damaged.sound, survey.audio);
  const pictures = await makePictures(mediaPath, index, bench);
  const attachments = { ...pictures, waveform: Buffer.from(JSON.stringify(waveform)) };
  await publishBounded({ objectId, mediaPath, index, attachments }, deps);
  progress(1);
  const lostSounds = [...opened.lostSounds, ...found.lostSounds];
  const { mending, holes, unreadShare } = opened;
  const findings = findingsOf({ facts: source, survey, plan, damaged, lostSounds, mending, holes, unreadShare });
  return { objectId, index, durationMs: plan.audioPackets * OPUS_PACKET_MS, source, survey, plan, findings };
}

async function publishBounded(object: PreparedObject, deps: PrepareDeps): Promise<void> {
  const [offset, length] = object.index.fragments.at(-1)!;
  const longestMs = LEAST_PUBLISHING_MS + (offset + length) / SLOWEST_BYTES_PER_MS;
  const late = new IngestError('preparation-stalled', 'The media store does not take the file: try again.');
  deps.onWork?.(true);
  try {
    const published = publishObject(object, deps);
    for (let isOver = false; !isOver; ) {
      isOver = await bounded(published, longestMs, deps.clock, () => late).then(
        () => true,
        (error: unknown) => {
          if (error === late && deps.isStoreAway?.() === true) return false;
          throw error;
        },
      );
    }
  } finally {
    deps.onWork?.(false);
  }
}

function growing(onProgress: ((fraction: number) => void) | undefined): (fraction: number) => void {
  let reached = 0;
  return (fraction) => {
    if (!(fraction >= Math.min(1, reached + PROGRESS_STEP))) return;
    reached = Math.min(1, fraction);
    onProgress?.(reached);
  };
}
