import { text } from 'node:stream/consumers';
import { runTool } from './run-tool.js';
import type { VideoFacts } from './source-facts.js';
import { preparationFailure } from './tool-failure.js';
import { onBench, type Workbench } from './workbench.js';

/** Decoders that read the transparency of VP8 and VP9; ffmpeg's own leave it out, and what is hidden shows. */
const ALPHA_DECODERS: Readonly<Record<string, string>> = { vp8: 'libvpx', vp9: 'libvpx-vp9' };

/** ffmpeg's options for how the picture of a source is decoded; they stand before the input. */
export async function decodingOptions({ codec, hasAlpha }: VideoFacts, bench: Workbench): Promise<readonly string[]> {
  // Recordings that were joined begin anew in the middle, for which this decoder must not have several threads.
  if (codec === 'theora') return ['-threads:v', '1'];
  const decoder = hasAlpha ? ALPHA_DECODERS[codec] : undefined;
  return decoder !== undefined && (await hasDecoder(decoder, bench)) ? ['-c:v', decoder] : [];
}

async function hasDecoder(name: string, bench: Workbench): Promise<boolean> {
  const run = { ...onBench(bench), binary: bench.tools.ffmpeg, args: ['-hide_banner', '-decoders'] };
  try {
    return new RegExp(`^\\s*\\S+\\s+${name}\\s`, 'm').test(await runTool(run, text));
  } catch (error) {
    throw preparationFailure(error);
  }
}
