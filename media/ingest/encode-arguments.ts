import { GOP_MS } from '../../shared/timeline/grid.js';
import type { LayerSpec } from '../house.js';
import { VIDEO_TIME_SCALE } from '../prepared-media.js';
import { filterGraph, outputLabels } from './filter-graph.js';
import type { PreparePlan } from './plan.js';
import { REPORT_PIPE, SIDE_PIPE } from './run-tool.js';
import { EVENED_SOUND_NAME, inputArguments } from './source-arguments.js';

const AUDIO_KBPS = 112;
/** Where the quality of simple content stops rising, and with it the rate. */
const QUALITY_CRF = 22;
const VBV_SECONDS = 0.5;

/**
 * Makes libopus write packets that hardly build on one another. Then the decoder of a viewer, which runs on across
 * items, trims and edits, is right from the first packet behind a cut: otherwise it bursts by up to 12 dB there. It
 * costs 0.4 dB of signal to noise. (The encoder thinks of lost packets, and the effect is the same.)
 */
const ASSUMED_PACKET_LOSS_PERCENT = 20;

/**
 * ffmpeg's arguments to write all layers and the sound as one fragmented MP4 to its standard output, decoding once. The
 * fragments are cut every GOP: all timestamps are exact and packets are interleaved by them, so the first packet at or
 * behind a GOP's end is that of the next one, on every track.
 * @param decoding options for the decoder of the picture
 */
export function encodeArguments(plan: PreparePlan, decoding: readonly string[] = []): string[] {
  const { layers } = plan;
  const labels = outputLabels(layers);
  // The top layer comes first in the file: it is what ordinary players show.
  const topFirst = layers.map((layer, index) => ({ layer, label: labels.layers[index]! })).reverse();
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+warning', '-progress', REPORT_PIPE],
    // A picture that changes its size midway is scaled on; a new graph would count its frames from the start again.
    ...['-reinit_filter:v', '0'],
    ...decoding,
    ...(plan.originS > 0 ? ['-itsoffset', `${-plan.originS}`] : []),
    ...inputArguments(),
    ...evenedSound(plan),
    ...['-filter_complex', filterGraph(plan)],
    ...topFirst.flatMap(({ label }) => ['-map', `[${label}]`]),
    ...['-map', `[${labels.audio}]`, '-map_metadata', '-1', '-map_chapters', '-1'],
    ...topFirst.flatMap(({ layer }, track) => layerArguments(layer, track, plan.house.fps)),
    ...audioArguments(),
    ...fileArguments(),
    ...['-map', `[${labels.peaks}]`, '-c:a', 'pcm_s16le', '-f', 's16le', SIDE_PIPE],
  ];
}

function evenedSound({ sound }: PreparePlan): string[] {
  if (sound?.evenedFromS === undefined) return [];
  return ['-itsoffset', `${sound.evenedFromS}`, ...inputArguments(EVENED_SOUND_NAME)];
}

/** How a layer is encoded that is video track `track` of the file. */
export function layerArguments(layer: LayerSpec, track: number, fps: number): string[] {
  const options: Record<string, string | number> = {
    c: 'libx264',
    preset: 'veryfast',
    profile: 'baseline',
    crf: QUALITY_CRF,
    maxrate: `${layer.maxKbps}k`,
    bufsize: `${Math.round(layer.maxKbps * VBV_SECONDS)}k`,
    g: layer.idrEvery,
    force_key_frames: `expr:eq(mod(mod(n,${(fps * GOP_MS) / 1000}),${layer.idrEvery}),0)`,
    'forced-idr': 1,
    bf: 0,
    'x264-params': 'repeat-headers=1:scenecut=0:open-gop=0',
    // No SEI and no access unit delimiters: nobody on air needs them.
    bsf: 'filter_units=remove_types=6|9',
    fps_mode: 'passthrough',
    disposition: track === 0 ? 'default' : 0,
  };
  return Object.entries(options).flatMap(([name, value]) => [`-${name}:v:${track}`, `${value}`]);
}

function audioArguments(): string[] {
  return [
    ...['-c:a', 'libopus', '-b:a', `${AUDIO_KBPS}k`, '-vbr', 'constrained', '-application', 'audio'],
    ...['-frame_duration', '20', '-packet_loss', `${ASSUMED_PACKET_LOSS_PERCENT}`],
    // Counted from zero: the look-ahead was cut from the sound, so there is nothing to skip.
    ...['-bsf:a', 'setts=ts=N*960:duration=960'],
  ];
}

/** The container: to the standard output, a fragment for each GOP. */
export function fileArguments(): string[] {
  return [
    ...[
      '-video_track_timescale',
      `${VIDEO_TIME_SCALE}`,
      '-max_interleave_delta',
      '0',
      '-max_muxing_queue_size',
      '8192',
    ],
    ...['-movflags', 'empty_moov+default_base_moof+skip_trailer', '-frag_duration', `${GOP_MS * 1000}`],
    ...['-f', 'mp4', 'pipe:1'],
  ];
}
