import type { LayerSpec } from '../house.js';
import { type ColorPlan, colorFilters } from './color.js';
import type { EditGap } from './edit-gaps.js';
import type { LoudnessChange } from './loudness.js';
import type { DeinterlacePlan, PreparePlan } from './plan.js';
import type { SoundSync } from './sound-clock.js';

const SAMPLE_RATE = 48_000;
const SAMPLES_PER_PACKET = 960;

/**
 * What libopus delays its input by, in samples (its look-ahead with 20 ms packets of application `audio`). RTP has no
 * pre-skip (RFC 7587), so the same number is cut from the start of the sound: then packet n decodes to the sound of
 * n · 20 ms. Those 6.5 ms are what the encoder needs to get going, and are the only sound that is lost.
 */
const OPUS_LOOKAHEAD_SAMPLES = 312;

/** Turns the sound of any source into what is measured and then encoded: gaps filled, so that it stays in step. */
function commonSoundFilters(sync: SoundSync): string {
  return `${resampler(sync)}:first_pts=0,aformat=sample_fmts=flt:channel_layouts=stereo`;
}

/** The most that a sound is stretched by: a tenth. */
const MOST_STRETCHED = SAMPLE_RATE / 10;

function resampler(sync: SoundSync): string {
  switch (sync.kind) {
    case 'steady':
      return `aresample=${SAMPLE_RATE}:async=1`;
    case 'leaping':
      return `aresample=${SAMPLE_RATE}:async=1:min_hard_comp=${sync.toleratedS}`;
    case 'drifting':
      // A resampler that is made only when there is something to stretch starts with a gap: it is there from the start.
      return `asetpts=PTS+${sync.leadS.toFixed(5)}/TB,aresample=${SAMPLE_RATE}:flags=res:async=${MOST_STRETCHED}:min_hard_comp=${sync.toleratedS}`;
  }
}

/** The same where the sound is only measured. */
export const COMMON_SOUND_FILTERS = commonSoundFilters({ kind: 'steady' });

/** The labels that {@link filterGraph} ends in. */
export const outputLabels = (layers: readonly LayerSpec[]) => ({
  layers: layers.map((_, layer) => `layer${layer}`),
  audio: 'sound',
  /** The sound once more, for its waveform. */
  peaks: 'peaks',
});

/** One graph that decodes once: the canvas, the smaller layers from it, and the sound. */
export function filterGraph(plan: PreparePlan): string {
  const { layers } = plan;
  const labels = outputLabels(layers);
  const canvas = layers.at(-1)!;
  const branches = labels.layers.map((label) => `[to-${label}]`).join('');
  const scaled = layers.map(({ width, height }, layer) => {
    const unscaled = width === canvas.width && height === canvas.height;
    const scale = unscaled ? 'null' : `scale=${width}:${height}:flags=bicubic`;
    return `[to-${labels.layers[layer]}]${scale},setsar=1[${labels.layers[layer]}]`;
  });
  return [
    `[0:${plan.picture.stream}]${pictureFilters(plan, canvas).join(',')},split=${layers.length}${branches}`,
    ...scaled,
    `${soundFilters(plan)},asplit[${labels.audio}][${labels.peaks}]`,
  ].join(';');
}

function pictureFilters({ house, picture, frames }: PreparePlan, canvas: LayerSpec): string[] {
  const rate = `fps=${house.fps}:start_time=0:round=near`;
  const isStandard = picture.color.kind === 'standard';
  const shape = [
    scaleFilter(picture.color, canvas),
    isStandard ? 'format=yuv420p' : 'format=yuv420p10le',
    `pad=${canvas.width}:${canvas.height}:(ow-iw)/2:(oh-ih)/2:eval=frame`,
    'setsar=1',
    ...colorFilters(picture.color),
    'setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709',
  ];
  const length = ['tpad=stop=-1:stop_mode=clone', `trim=end_frame=${frames}`];
  const rated = picture.rateFirst ? [rate, ...shape] : [...shape, rate];
  return [
    ...editFilters(picture.editGaps),
    ...opaque(picture),
    ...deinterlaceFilters(picture.deinterlace),
    ...rated,
    ...length,
  ];
}

/** Moves each edit to the end of the one before. */
function editFilters(gaps: readonly EditGap[]): string[] {
  if (gaps.length === 0) return [];
  // The times of frames are rounded, and no two frames are this close to one another.
  const moved = gaps.map(({ atS, gapS }) => `gte(T,${(atS - 0.002).toFixed(6)})*${gapS.toFixed(6)}`);
  return [`setpts=PTS-(${moved.join('+')})/TB`.replaceAll(',', '\\,')];
}

/** Puts a see-through picture on black: what its transparent parts hide is not meant to be seen. */
function opaque({ hasAlpha, color }: PreparePlan['picture']): string[] {
  if (!hasAlpha) return [];
  const matrix =
    color.kind === 'standard' && color.assumedMatrix ? `scale=in_color_matrix=${color.assumedMatrix},` : '';
  return [`${matrix}format=gbrap`, 'premultiply=inplace=1', 'format=gbrp'];
}

/** Each picture is fitted into the canvas by its own size and shape, for they may change midway. */
function scaleFilter(color: ColorPlan, { width, height }: LayerSpec): string {
  const fitted = (length: string): string => `'2*max(1,round(${length}/2))'`;
  const size = `w=${fitted(`min(${width},${height}*dar)`)}:h=${fitted(`min(${height},${width}/dar)`)}:eval=frame`;
  return `scale=${size}:flags=bicubic${matrixOptions(color)}:out_range=tv`;
}

function matrixOptions(color: ColorPlan): string {
  if (color.kind !== 'standard') return '';
  const assumed = color.assumedMatrix === undefined ? '' : `:in_color_matrix=${color.assumedMatrix}`;
  return `${assumed}:out_color_matrix=bt709`;
}

function deinterlaceFilters(plan: DeinterlacePlan | undefined): string[] {
  if (plan === undefined) return [];
  const parity = plan.firstField === 'top-first' ? 'tff' : 'bff';
  const mode = plan.everyField ? 'send_field' : 'send_frame';
  return [`scale=${plan.width}:${plan.height}`, `bwdif=mode=${mode}:parity=${parity}:deint=all`];
}

function soundFilters({ sound, audioPackets }: PreparePlan): string {
  const from = sound?.evenedFromS === undefined ? `0:${sound?.stream}` : '1:0';
  const source = sound
    ? `[${from}]${commonSoundFilters(sound.sync)}${loudnessFilters(sound.change)}`
    : `anullsrc=r=${SAMPLE_RATE}:cl=stereo,aformat=sample_fmts=flt`;
  const endSample = audioPackets * SAMPLES_PER_PACKET;
  return `${source},apad,atrim=start_sample=${OPUS_LOOKAHEAD_SAMPLES}:end_sample=${endSample},asetpts=N`;
}

/** Gain, and a limiter that sees the peaks between the samples: at four times the rate (ITU-R BS.1770, annex 2). */
export function loudnessFilters({ gainDb, limit }: LoudnessChange): string {
  const gain = gainDb === 0 ? '' : `,volume=${gainDb}dB`;
  if (limit === undefined) return gain;
  const limiter = `alimiter=limit=${limit.toFixed(4)}:level=0:latency=1`;
  return `${gain},aresample=${4 * SAMPLE_RATE},${limiter},aresample=${SAMPLE_RATE},aformat=sample_fmts=flt`;
}
