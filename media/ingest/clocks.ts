import type { Clocks } from './mend-plan.js';
import type { StreamPackets } from './read-packets.js';
import type { SourceFacts } from './source-facts.js';

/** Forms whose clock may start anew within a file: what is written as it is broadcast. */
const LEAPING = /^(mpegts|mpeg|mpegvideo|ogg|dv|asf|flv|wtv|nsv)\b/;

/** The clocks of the picture and the sound that were chosen; undefined for one that breaks too often to be mended. */
export function clocksOf(
  { container, video, audio }: SourceFacts,
  packets: ReadonlyMap<number, StreamPackets>,
): Clocks | undefined {
  const pictureRuns = packets.get(video.stream)?.runs.runs;
  const soundRuns = audio ? packets.get(audio.stream)?.runs.runs : [];
  if (pictureRuns === undefined) return undefined;
  return {
    video: pictureRuns,
    audio: soundRuns ?? [],
    leapsAreJoints: LEAPING.test(container),
    claimedEndS: { video: video.claimedEndS, audio: audio?.claimedEndS },
  };
}
