import { gridFor, padToGrid } from '../../shared/timeline/grid.js';
import type { HouseFormat } from '../house.js';
import { type Loudness, type LoudnessChange, loudnessChange } from './loudness.js';
import type { StreamSpan } from './packet-survey.js';
import { displaySize, type SourceFacts } from './source-facts.js';

/** What was found by reading a source once: where its packets lie and how loud it is. */
export interface SourceSurvey {
  readonly video: StreamSpan;
  readonly audio: StreamSpan | undefined;
  readonly loudness: Loudness | undefined;
}

/** All that is decided about a preparation before it starts. */
export interface PreparePlan {
  readonly house: HouseFormat;
  /** A whole number of grid steps (TL3). */
  readonly frames: number;
  readonly audioPackets: number;
  readonly picture: PicturePlan;
  /** Nothing for a source without sound: silence is made for it. */
  readonly sound: SoundPlan | undefined;
}

export interface PicturePlan {
  readonly stream: number;
  /** The picture inside the canvas; what is left is black. */
  readonly width: number;
  readonly height: number;
  /** The source has more frames than the house: drop some before the costly steps. */
  readonly rateFirst: boolean;
  /** The matrix to read the source with when it names none. */
  readonly assumedColorMatrix: 'bt709' | 'smpte170m' | undefined;
}

export interface SoundPlan {
  readonly stream: number;
  readonly change: LoudnessChange;
}

/** Sound goes on this long behind the last picture without being worth a held picture: encoders pad that much. */
const SOUND_OVERHANG_S = 0.5;
/** Below this height a picture that names no colour matrix is standard definition (ITU-R BT.601). */
const SMALLEST_HD_HEIGHT = 720;

/**
 * Decides how a source becomes house format. Its length is what was found in it, never what it claims: to the end of the
 * last picture, or of sound that goes on clearly longer.
 */
export function planPreparation(facts: SourceFacts, survey: SourceSurvey, house: HouseFormat): PreparePlan {
  const grid = gridFor(house.fps);
  const frames = padToGrid(grid, contentFrames(survey, house.fps));
  return {
    house,
    frames,
    audioPackets: (frames / grid.framesPerStep) * grid.packetsPerStep,
    picture: planPicture(facts, house),
    sound: facts.audio && survey.audio && planSound(facts.audio.stream, survey.loudness),
  };
}

/** How long the content is, in seconds. */
export function contentEndS({ video, audio }: Pick<SourceSurvey, 'video' | 'audio'>): number {
  const soundEndS = audio?.endS ?? 0;
  return soundEndS > video.endS + SOUND_OVERHANG_S ? soundEndS : video.endS;
}

function contentFrames(survey: SourceSurvey, fps: number): number {
  return Math.max(1, Math.round(contentEndS(survey) * fps));
}

function planPicture({ video }: SourceFacts, house: HouseFormat): PicturePlan {
  const unnamed = video.height >= SMALLEST_HD_HEIGHT ? 'bt709' : 'smpte170m';
  return {
    stream: video.stream,
    ...fitInto(house, displaySize(video)),
    rateFirst: (video.fps ?? 0) > house.fps,
    assumedColorMatrix: video.colorMatrix === undefined ? unnamed : undefined,
  };
}

function planSound(stream: number, loudness: Loudness | undefined): SoundPlan {
  return { stream, change: loudness ? loudnessChange(loudness) : { gainDb: 0, limit: undefined } };
}

/** The largest even size of the same shape inside a canvas. */
export function fitInto(
  canvas: { width: number; height: number },
  shape: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min(canvas.width / shape.width, canvas.height / shape.height);
  const even = (length: number, most: number): number => Math.min(most, Math.max(2, Math.round(length / 2) * 2));
  return { width: even(shape.width * scale, canvas.width), height: even(shape.height * scale, canvas.height) };
}
