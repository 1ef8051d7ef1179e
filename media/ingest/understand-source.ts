import { choosePicture } from './choose-picture.js';
import { chooseSound, decodableSound } from './choose-sound.js';
import { clocksOf } from './clocks.js';
import { assertComplete } from './damage.js';
import type { EditGap } from './edit-gaps.js';
import { IngestError } from './ingest-error.js';
import { type Hole, holesOf, lastEndS, type MendPlan, planMending, startOf } from './mend-plan.js';
import { mendSource } from './mend-source.js';
import { openSource } from './open-source.js';
import { readPackets } from './read-packets.js';
import type { SourceFacts } from './source-facts.js';
import type { SourceLimits } from './source-limits.js';
import type { LostSound } from './survey.js';
import { unreadShare } from './unread-rest.js';
import type { Workbench } from './workbench.js';

/** A source whose picture and sound are chosen and whose times are in order, in the work folder. */
export interface UnderstoodSource {
  readonly source: SourceFacts;
  readonly lostSounds: readonly LostSound[];
  readonly mending: MendPlan | undefined;
  /** Where a part of the picture is missing. */
  readonly holes: readonly Hole[];
  /** Where edits of the picture start late, counted from the start of the file. */
  readonly editGaps: readonly EditGap[];
  /** The part of the file that comes behind all that could be read, 0 to 1. */
  readonly unreadShare: number;
}

/**
 * Finds out what a file is, which of its streams make the programme and whether all of it is there, and brings its times
 * in order where they are not.
 * @throws IngestError for what cannot be prepared
 */
export async function understandSource(
  sourcePath: string,
  limits: SourceLimits,
  bench: Workbench,
): Promise<UnderstoodSource> {
  const opened = await openSource(sourcePath, limits, bench);
  const { streams: packets, endByte } = await readPackets(bench);
  const isOpen = ({ stream, isProtected }: { stream: number; isProtected: boolean }): boolean =>
    !isProtected && (packets.get(stream)?.encrypted ?? 0) === 0;
  const pictures = opened.pictures.filter(isOpen);
  if (pictures.length === 0) throw new IngestError('source-encrypted');
  const video = await choosePicture({ ...opened, pictures, video: pictures[0]! }, packets, bench);
  const chosen = chooseSound(opened, packets);
  const facts: SourceFacts = { ...opened, pictures, video, audio: chosen.audio, sounds: chosen.sounds };
  const clocks = clocksOf(facts, packets);
  const unread = await unreadShare(sourcePath, opened.sizeBytes, opened.container, endByte);
  const untouched = {
    source: facts,
    lostSounds: chosen.lost,
    mending: undefined,
    holes: [],
    editGaps: [],
    unreadShare: unread,
  };
  if (clocks === undefined) return untouched;
  assertComplete(facts, { videoEndS: lastEndS('video', clocks), audioEndS: lastEndS('audio', clocks) });
  const leaps = packets.get(video.stream)?.runs.leaps ?? [];
  if (planMending(clocks) === undefined) {
    const gaps = packets.get(video.stream)?.runs.editGaps ?? [];
    const editGaps = gaps.map(({ atS, gapS }) => ({ atS: atS - startOf(clocks), gapS }));
    return { ...untouched, holes: holesOf(clocks, leaps, undefined), editGaps };
  }
  const { audio, sounds, lost } = await decodableSound(chosen, bench);
  const kept: SourceFacts = { ...facts, audio, sounds };
  const keptClocks = clocksOf(kept, packets) ?? clocks;
  const mending = planMending(keptClocks);
  const holes = holesOf(keptClocks, leaps, mending);
  const source = mending ? await mendSource(kept, mending, bench) : kept;
  return { source, lostSounds: lost, mending, holes, editGaps: [], unreadShare: unread };
}
