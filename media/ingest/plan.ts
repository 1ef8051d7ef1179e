import { gridFor, padToGrid } from '../../shared/timeline/grid.js';
import { deservedLayers, type HouseFormat, type LayerSpec } from '../house.js';
import { type ColorPlan, planColor } from './color.js';
import type { EditGap } from './edit-gaps.js';
import type { Spacing } from './frame-spacing.js';
import { type FieldCount, firstField } from './interlace.js';
import type { LimitedSound } from './limited-sound.js';
import { type Loudness, type LoudnessChange, loudnessChange } from './loudness.js';
import type { StreamSpan } from './packet-survey.js';
import { planSync, type SoundClock, type SoundSync } from './sound-clock.js';
import { displaySize, type SourceFacts, type VideoFacts } from './source-facts.js';

/** What was found by reading a source once: where its packets lie and how loud it is. */
export interface SourceSurvey {
  readonly video: StreamSpan;
  readonly audio: StreamSpan | undefined;
  /** Where picture and sound start in the file, when something else starts before them; their times count from there. */
  readonly originS: number;
  readonly spacing: Spacing;
  readonly fields: FieldCount | undefined;
  readonly loudness: Loudness | undefined;
  /** What trying found, for a sound with peaks in the way of its loudness. */
  readonly limited?: LimitedSound | undefined;
  /** Whether channels or sample rate of the sound change midway. */
  readonly soundChanges: boolean;
  readonly soundClock: SoundClock | undefined;
  /** Where edits of the picture start late. */
  readonly editGaps: readonly EditGap[];
}

/** All that is decided about a preparation before it starts. */
export interface PreparePlan {
  readonly house: HouseFormat;
  /** Low to high; the top one is the canvas. */
  readonly layers: readonly LayerSpec[];
  /** A whole number of grid steps (TL3). */
  readonly frames: number;
  readonly audioPackets: number;
  /** Where in the file it starts, in seconds. */
  readonly originS: number;
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
  readonly deinterlace: DeinterlacePlan | undefined;
  readonly color: ColorPlan;
  /** Where edits start late. */
  readonly editGaps: readonly EditGap[];
  /** Whether parts of the picture may be see-through: they become black. */
  readonly hasAlpha: boolean;
}

export interface DeinterlacePlan {
  readonly firstField: 'top-first' | 'bottom-first';
  /** Make a picture of each field, because the house has more frames than the source. */
  readonly everyField: boolean;
  /** The stored picture's size, which deinterlacing cannot bear to change. */
  readonly width: number;
  readonly height: number;
}

export interface SoundPlan {
  readonly stream: number;
  readonly change: LoudnessChange;
  readonly sync: SoundSync;
  /** When it is read from an evened copy: where that starts, in seconds from the start of the file. */
  readonly evenedFromS: number | undefined;
}

/** Sound goes on this long behind the last picture without being worth a held picture: encoders pad that much. */
const SOUND_OVERHANG_S = 0.5;

/** 30 frames a second are no more than 29.97. */
const CLEARLY_MORE = 1.1;

/**
 * Decides how a source becomes house format. Its length is what was found in it, never what it claims: to the end of the
 * last picture, or of sound that goes on clearly longer.
 */
export function planPreparation(
  facts: SourceFacts,
  survey: SourceSurvey,
  house: HouseFormat,
  hasFineColor = true,
): PreparePlan {
  const grid = gridFor(house.fps);
  const frames = padToGrid(grid, contentFrames(survey, house.fps));
  const layers = deservedLayers(house, displaySize(facts.video));
  const field = firstField(facts.video.fieldOrder, survey.fields);
  return {
    house,
    layers,
    frames,
    audioPackets: (frames / grid.framesPerStep) * grid.packetsPerStep,
    originS: survey.originS,
    picture: {
      stream: facts.video.stream,
      ...fitInto(layers.at(-1)!, displaySize(facts.video)),
      rateFirst: (facts.video.fps ?? 0) > house.fps,
      deinterlace: field && planDeinterlacing(facts.video, field, house.fps),
      color: planColor(facts.video, hasFineColor),
      editGaps: survey.editGaps,
      hasAlpha: facts.video.hasAlpha,
    },
    sound: facts.audio && survey.audio && planSound(facts.audio.stream, survey.audio, survey),
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

function planDeinterlacing(
  { width, height, fps = 0 }: VideoFacts,
  field: DeinterlacePlan['firstField'],
  houseFps: number,
): DeinterlacePlan {
  return { firstField: field, everyField: houseFps > fps * CLEARLY_MORE, width, height };
}

function planSound(stream: number, span: StreamSpan, survey: SourceSurvey): SoundPlan {
  const { loudness, limited, soundChanges, soundClock } = survey;
  const sync: SoundSync = soundClock ? planSync(soundClock) : { kind: 'steady' };
  const change = limited?.change ?? (loudness ? loudnessChange(loudness) : { gainDb: 0, limit: undefined });
  return { stream, change, sync, evenedFromS: soundChanges ? Math.max(0, span.startS) : undefined };
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
