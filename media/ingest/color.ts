import { text } from 'node:stream/consumers';
import { runTool } from './run-tool.js';
import type { VideoFacts } from './source-facts.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

/** How the colours of a source become the house's: BT.709, with black at 16 and white at 235. */
export type ColorPlan =
  | {
      readonly kind: 'standard';
      /** The matrix to read the source with when it names none. */
      readonly assumedMatrix: 'bt709' | 'smpte170m' | undefined;
    }
  /** BT.2020 colours with an ordinary curve. */
  | { readonly kind: 'wide-gamut'; readonly by: 'zscale' | 'colorspace' }
  /** BT.2100: the curve is PQ or HLG. */
  | { readonly kind: 'tone-map'; readonly transfer: HdrTransfer };

type HdrTransfer = 'smpte2084' | 'arib-std-b67';

/** What turning colours of BT.2020 well takes, and not every build of ffmpeg has. */
const FINE_FILTERS = ['zscale', 'tonemap'];
/** Below this height a picture that names no colour matrix is standard definition (ITU-R BT.601). */
const SMALLEST_HD_HEIGHT = 720;

export function hdrTransfer({ colorTransfer }: VideoFacts): HdrTransfer | undefined {
  return colorTransfer === 'smpte2084' || colorTransfer === 'arib-std-b67' ? colorTransfer : undefined;
}

/** @param finely whether ffmpeg has what `hasFineColor` asks for. */
export function planColor(video: VideoFacts, finely: boolean): ColorPlan {
  const transfer = hdrTransfer(video);
  if (transfer !== undefined && finely) return { kind: 'tone-map', transfer };
  if (isWideGamut(video)) return { kind: 'wide-gamut', by: finely ? 'zscale' : 'colorspace' };
  const unnamed = video.height >= SMALLEST_HD_HEIGHT ? 'bt709' : 'smpte170m';
  return { kind: 'standard', assumedMatrix: video.colorMatrix === undefined ? unnamed : undefined };
}

function isWideGamut(video: VideoFacts): boolean {
  const named = video.colorPrimaries === 'bt2020' && video.colorMatrix?.startsWith('bt2020') === true;
  return named && hdrTransfer(video) === undefined;
}

/** Whether the ffmpeg at hand can turn such colours well; it is asked for sources that need it only. */
export async function hasFineColor(video: VideoFacts, bench: Workbench): Promise<boolean> {
  if (hdrTransfer(video) === undefined && !isWideGamut(video)) return true;
  const run = { ...onBench(bench), binary: bench.tools.ffmpeg, args: ['-hide_banner', '-filters'] };
  try {
    const listed = await runTool(run, text);
    return FINE_FILTERS.every((filter) => new RegExp(`^\\s*\\S+\\s+${filter}\\s`, 'm').test(listed));
  } catch (error) {
    throw preparationFailure(error);
  }
}

/** The filters behind scaling: they take YUV of the source's own matrix and limited range, and answer the house's. */
export function colorFilters(color: ColorPlan): readonly string[] {
  switch (color.kind) {
    case 'standard':
      return [];
    case 'wide-gamut':
      // The curve of BT.2020 is that of BT.709; the second is at hand everywhere, and off by some steps of 255.
      return color.by === 'zscale'
        ? ['zscale=min=bt2020nc:pin=bt2020:tin=bt709:rin=limited:m=bt709:p=bt709:t=bt709:r=limited', 'format=yuv420p']
        : ['colorspace=ispace=bt2020ncl:iprimaries=bt2020:itrc=bt2020-10:irange=tv:all=bt709:range=tv:format=yuv420p'];
    case 'tone-map':
      return [
        `zscale=min=bt2020nc:pin=bt2020:tin=${color.transfer}:rin=limited:t=linear:npl=${REFERENCE_WHITE_NITS}`,
        'format=gbrpf32le',
        'zscale=p=bt709',
        'tonemap=hable:desat=0',
        'zscale=t=bt709:m=bt709:r=limited',
        'format=yuv420p',
      ];
  }
}

/** What becomes 1 in linear light before the curve bends highlights down; lower than BT.2408's 203, for hable darkens. */
const REFERENCE_WHITE_NITS = 100;
