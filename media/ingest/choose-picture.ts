import { IngestError } from './ingest-error.js';
import type { StreamPackets } from './read-packets.js';
import { runTool } from './run-tool.js';
import { inputArguments } from './source-arguments.js';
import type { SourceFacts, VideoFacts } from './source-facts.js';
import { ToolError } from './tool-error.js';
import { onBench, type Workbench } from './workbench.js';

/** What is looked at of a picture that competes with others: small grey pictures of its first two minutes. */
const LOOK = { width: 64, height: 36, fps: 12, seconds: 120 };
/** A point that changes by more than this has not merely been compressed anew. */
const CHANGED_BY = 10;
/** A picture with less than this part of the changes of the liveliest one stands still. */
const LEAST_SHARE = 0.1;
const STILL_CODECS = /^(png|apng|mjpeg|gif|webp|bmp|tiff|jpeg2000|jpegxl|jpegls|av1|hevc)$/;
const STILL_CONTAINERS = /^(gif|mov)\b/;

/**
 * Which picture of a file is the film: of those that move, the one that the file itself would show. A cover stands still,
 * however large it is and whatever the file calls it.
 * @throws IngestError source-not-video for a photo.
 */
export async function choosePicture(
  facts: SourceFacts,
  packets: ReadonlyMap<number, StreamPackets>,
  bench: Workbench,
): Promise<VideoFacts> {
  const count = ({ stream }: VideoFacts): number => packets.get(stream)?.runs.packets ?? 0;
  const films = facts.pictures.filter((picture) => count(picture) > 1);
  const [first, ...others] = films;
  if (first === undefined) {
    assertNoPhoto(facts, count(facts.video));
    return facts.video;
  }
  if (others.length === 0) return first;
  const changes: number[] = [];
  for (const { stream } of films) changes.push(await countChanges(stream, bench));
  const most = Math.max(...changes);
  return films.find((_, index) => changes[index]! > 0 && changes[index]! >= most * LEAST_SHARE) ?? first;
}

/** One picture with a sound is a programme; without, it is a photo. */
function assertNoPhoto({ sounds, video, container }: SourceFacts, pictures: number): void {
  if (pictures !== 1 || sounds.length > 0 || !STILL_CODECS.test(video.codec)) return;
  if (/^(hevc|av1)$/.test(video.codec) && !STILL_CONTAINERS.test(container)) return;
  throw new IngestError(
    'source-not-video',
    'This is a single picture, not a video: choose the file with the video in it.',
  );
}

/** How often a picture changes visibly. */
async function countChanges(stream: number, bench: Workbench): Promise<number> {
  const size = LOOK.width * LOOK.height;
  const scaled = `fps=${LOOK.fps},scale=${LOOK.width}:${LOOK.height}:flags=area,format=gray`;
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', ...inputArguments()],
    ...['-map', `0:${stream}`, '-t', `${LOOK.seconds}`, '-vf', scaled, '-f', 'rawvideo', 'pipe:1'],
  ];
  let changes = 0;
  let before: Buffer | undefined;
  let rest: Buffer = Buffer.alloc(0);
  try {
    await runTool({ ...onBench(bench), binary: bench.tools.ffmpeg, args }, async (output) => {
      for await (const chunk of output) {
        rest = Buffer.concat([rest, chunk]);
        for (; rest.length >= size; rest = rest.subarray(size)) {
          const picture = rest.subarray(0, size);
          if (before?.some((value, at) => Math.abs(value - picture[at]!) > CHANGED_BY)) changes += 1;
          before = picture;
        }
      }
    });
  } catch (error) {
    // What cannot be looked at does not move.
    if (!(error instanceof ToolError) || error.failure.kind !== 'ended') throw error;
  }
  return changes;
}
