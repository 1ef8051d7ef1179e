import type { LayerSpec } from '../house.js';
import type { PicturePlan, PreparePlan, SoundPlan } from './plan.js';

const SAMPLE_RATE = 48_000;
const SAMPLES_PER_PACKET = 960;

/**
 * What libopus delays its input by, in samples (its look-ahead with 20 ms packets of application `audio`). RTP has no
 * pre-skip (RFC 7587), so the same number is cut from the start of the sound: then packet n decodes to the sound of
 * n · 20 ms. Those 6.5 ms are what the encoder needs to get going, and are the only sound that is lost.
 */
const OPUS_LOOKAHEAD_SAMPLES = 312;

/** Turns the sound of any source into what is measured and then encoded: gaps filled, so that it stays in step. */
export const COMMON_SOUND_FILTERS = `aresample=${SAMPLE_RATE}:async=1:first_pts=0,aformat=sample_fmts=flt:channel_layouts=stereo`;

/** The labels that {@link filterGraph} ends in. */
export const outputLabels = (layers: readonly LayerSpec[]) => ({
  layers: layers.map((_, layer) => `layer${layer}`),
  audio: 'sound',
});

/** One graph that decodes once: the canvas, the smaller layers from it, and the sound. */
export function filterGraph(plan: PreparePlan, layers: readonly LayerSpec[]): string {
  const labels = outputLabels(layers);
  const branches = labels.layers.map((label) => `[to-${label}]`).join('');
  const scaled = layers.map(({ width, height }, layer) => {
    const unscaled = width === plan.house.width && height === plan.house.height;
    const scale = unscaled ? 'null' : `scale=${width}:${height}:flags=bicubic`;
    return `[to-${labels.layers[layer]}]${scale},setsar=1[${labels.layers[layer]}]`;
  });
  return [
    `[0:${plan.picture.stream}]${pictureFilters(plan)},split=${layers.length}${branches}`,
    ...scaled,
    `${soundFilters(plan)}[${labels.audio}]`,
  ].join(';');
}

function pictureFilters({ house, picture, frames }: PreparePlan): string {
  const rate = `fps=${house.fps}:start_time=0:round=near`;
  const shape = [
    scaleFilter(picture),
    'format=yuv420p',
    `pad=${house.width}:${house.height}:(ow-iw)/2:(oh-ih)/2`,
    'setsar=1',
    'setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709',
  ];
  const length = ['tpad=stop=-1:stop_mode=clone', `trim=end_frame=${frames}`];
  return [...(picture.rateFirst ? [rate, ...shape] : [...shape, rate]), ...length].join(',');
}

function scaleFilter({ width, height, assumedColorMatrix }: PicturePlan): string {
  const matrix = assumedColorMatrix === undefined ? '' : `:in_color_matrix=${assumedColorMatrix}`;
  return `scale=${width}:${height}:flags=bicubic${matrix}:out_color_matrix=bt709:out_range=tv`;
}

function soundFilters({ sound, audioPackets }: PreparePlan): string {
  const source = sound
    ? `[0:${sound.stream}]${COMMON_SOUND_FILTERS}${loudnessFilters(sound)}`
    : `anullsrc=r=${SAMPLE_RATE}:cl=stereo,aformat=sample_fmts=flt`;
  const endSample = audioPackets * SAMPLES_PER_PACKET;
  return `${source},apad,atrim=start_sample=${OPUS_LOOKAHEAD_SAMPLES}:end_sample=${endSample},asetpts=N`;
}

function loudnessFilters({ change: { gainDb, limit } }: SoundPlan): string {
  const gain = gainDb === 0 ? '' : `,volume=${gainDb}dB`;
  return limit === undefined ? gain : `${gain},alimiter=limit=${limit.toFixed(4)}:level=0:latency=1`;
}
