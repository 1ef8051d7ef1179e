import type { StreamPackets } from './read-packets.js';
import { runTool } from './run-tool.js';
import { inputArguments } from './source-arguments.js';
import type { AudioFacts, SourceFacts } from './source-facts.js';
import type { LostSound } from './survey.js';
import { ToolError } from './tool-error.js';
import { onBench, type Workbench } from './workbench.js';

const LOOK_S = 20;

export interface ChosenSound {
  readonly audio: AudioFacts | undefined;
  /** All that may be taken in its place. */
  readonly sounds: readonly AudioFacts[];
  readonly lost: readonly LostSound[];
}

/** Which sound of a file is to be heard, as far as its head and its packets tell. */
export function chooseSound({ sounds }: SourceFacts, packets: ReadonlyMap<number, StreamPackets>): ChosenSound {
  const there = sounds.filter(({ stream }) => (packets.get(stream)?.runs.packets ?? 0) > 0);
  const judged = there.map((audio) => ({ audio, why: whyNot(audio, packets.get(audio.stream)) }));
  const usable = judged.flatMap(({ audio, why }) => (why === undefined ? [audio] : []));
  // What is wrong with a sound that would not have been taken does not matter.
  const lost = judged.slice(0, usable.length > 0 ? judged.findIndex(({ why }) => why === undefined) : judged.length);
  return {
    audio: usable[0],
    sounds: usable,
    lost: lost.flatMap(({ audio, why }) => (why === undefined ? [] : [{ audio, why }])),
  };
}

function whyNot({ codec, channels, isProtected }: AudioFacts, packets: StreamPackets | undefined) {
  if (isProtected || (packets?.encrypted ?? 0) > 0) return 'encrypted' as const;
  return codec === 'unknown' || codec === 'none' || channels === 0 ? ('unknown-codec' as const) : undefined;
}

/** The first sound of which anything can be decoded, before the others are left behind. */
export async function decodableSound({ sounds, lost }: ChosenSound, bench: Workbench): Promise<ChosenSound> {
  const undecodable: LostSound[] = [];
  for (const audio of sounds.slice(0, 3)) {
    if (await canDecode(audio, bench)) return { audio, sounds: [audio], lost: [...lost, ...undecodable] };
    undecodable.push({ audio, why: 'undecodable' });
  }
  return { audio: undefined, sounds: [], lost: [...lost, ...undecodable] };
}

async function canDecode({ stream }: AudioFacts, bench: Workbench): Promise<boolean> {
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', ...inputArguments(), '-map', `0:${stream}`],
    ...['-t', `${LOOK_S}`, '-ac', '1', '-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1'],
  ];
  let bytes = 0;
  try {
    await runTool({ ...onBench(bench), binary: bench.tools.ffmpeg, args }, async (output) => {
      for await (const chunk of output) bytes += chunk.length;
    });
  } catch (error) {
    if (!(error instanceof ToolError) || error.failure.kind !== 'ended') throw error;
  }
  return bytes > 0;
}
