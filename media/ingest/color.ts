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
  | { readonly kind: 'wide-gamut' }
  /** BT.2100: the curve is PQ or HLG. */
  | { readonly kind: 'tone-map'; readonly transfer: HdrTransfer };

type HdrTransfer = 'smpte2084' | 'arib-std-b67';

/** What {@link ColorPlan} `tone-map` takes, and not every build of ffmpeg has. */
const TONE_MAP_FILTERS = ['zscale', 'tonemap'];
/** Below this height a picture that names no colour matrix is standard definition (ITU-R BT.601). */
const SMALLEST_HD_HEIGHT = 720;

export function hdrTransfer({ colorTransfer }: VideoFacts): HdrTransfer | undefined {
  return colorTransfer === 'smpte2084' || colorTransfer === 'arib-std-b67' ? colorTransfer : undefined;
}

export function planColor(video: VideoFacts, canToneMap: boolean): ColorPlan {
  const transfer = hdrTransfer(video);
  if (transfer !== undefined && canToneMap) return { kind: 'tone-map', transfer };
  const isWide = video.colorPrimaries === 'bt2020' && video.colorMatrix?.startsWith('bt2020') === true;
  if (transfer === undefined && isWide) return { kind: 'wide-gamut' };
  const unnamed = video.height >= SMALLEST_HD_HEIGHT ? 'bt709' : 'smpte170m';
  return { kind: 'standard', assumedMatrix: video.colorMatrix === undefined ? unnamed : undefined };
}

/** Whether the ffmpeg at hand can map what is brighter than white; it is asked for sources that need it only. */
export async function canToneMap(video: VideoFacts, bench: Workbench): Promise<boolean> {
  if (hdrTransfer(video) === undefined) return true;
  const run = { ...onBench(bench), binary: bench.tools.ffmpeg, args: ['-hide_banner', '-filters'] };
  try {
    const listed = await runTool(run, async (output) => {
      const chunks: Buffer[] = [];
      for await (const chunk of output) chunks.push(chunk);
      return Buffer.concat(chunks).toString('latin1');
    });
    return TONE_MAP_FILTERS.every((filter) => new RegExp(`^\\s*\\S+\\s+${filter}\\s`, 'm').test(listed));
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
      return [
        'colorspace=ispace=bt2020ncl:iprimaries=bt2020:itrc=bt2020-10:irange=tv:all=bt709:range=tv:format=yuv420p',
      ];
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
