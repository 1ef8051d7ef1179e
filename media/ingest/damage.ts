import { IngestError } from './ingest-error.js';
import type { StreamSpan } from './packet-survey.js';
import type { SourceFacts } from './source-facts.js';

/** More than a tenth of a stream's packets damaged is not worth showing. */
export const MOST_DAMAGED_SHARE = 0.1;
const SHORTEST_MISSED_S = 0.5;
const LONGEST_TOLERATED_S = 5;
const TOLERATED_SHARE = 0.02;

// What ffmpeg 5 and, behind the bars, ffmpeg 6 and later say of a packet that could not be decoded well.
const DAMAGED_PACKET = new RegExp(
  [
    'Error while decoding stream #0:(\\d+)',
    'corrupt decoded frame in stream (\\d+)',
    '\\[[av]ist#0:(\\d+)/.*(?:Error submitting packet to decoder|Decoding error|corrupt decoded frame)',
  ].join('|'),
);

/** Takes ffmpeg's log and counts the damaged packets of each stream of the source. */
export class DamageLog {
  readonly #counts = new Map<number, number>();

  push(line: string): void {
    const match = DAMAGED_PACKET.exec(line);
    if (match === null) return;
    const stream = Number(match[1] ?? match[2] ?? match[3]);
    this.#counts.set(stream, this.count(stream) + 1);
  }

  count(stream: number): number {
    return this.#counts.get(stream) ?? 0;
  }
}

/** @throws IngestError source-damaged when too large a part of a stream could not be decoded. */
export function assertDecodable(what: 'picture' | 'sound', damagedPackets: number, span: StreamSpan): void {
  const share = (damagedPackets + span.damaged) / span.packets;
  if (share <= MOST_DAMAGED_SHARE) return;
  const percent = Math.min(100, Math.round(share * 100));
  throw new IngestError(
    'source-damaged',
    `${percent} % of the ${what} is damaged: fetch the file again from where it came from.`,
  );
}

/** Where the streams of a file end on its own clock, as far as they are there. */
export interface Reached {
  readonly videoEndS: number | undefined;
  readonly audioEndS: number | undefined;
}

/**
 * Compares what a file claims with what is in it: a download that was cut off still claims its full length. A little
 * missing at the end is common and harmless.
 * @throws IngestError source-incomplete
 */
export function assertComplete(facts: SourceFacts, reached: Reached): void {
  for (const [claimedS, reachedS] of claims(facts, reached)) {
    const missingS = claimedS - reachedS;
    const toleratedS = Math.min(LONGEST_TOLERATED_S, Math.max(SHORTEST_MISSED_S, claimedS * TOLERATED_SHARE));
    if (missingS <= toleratedS) continue;
    throw new IngestError(
      'source-incomplete',
      `The file says it is ${claimedS.toFixed(1)} s long, and its last ${missingS.toFixed(1)} s are missing: ` +
        'the download or copy was cut off. Fetch it again and upload the whole.',
    );
  }
}

/** A stream's own claim is the better one: the whole file's may come from subtitles. */
function claims({ video, audio, claimedEndS }: SourceFacts, { videoEndS, audioEndS }: Reached): [number, number][] {
  const found: [number, number][] = [];
  if (video.claimedEndS !== undefined && videoEndS !== undefined) found.push([video.claimedEndS, videoEndS]);
  if (audio?.claimedEndS !== undefined && audioEndS !== undefined) found.push([audio.claimedEndS, audioEndS]);
  if (found.length === 0 && claimedEndS !== undefined) {
    found.push([claimedEndS, Math.max(videoEndS ?? 0, audioEndS ?? 0)]);
  }
  return found;
}
