import type { Leap, PacketRun } from './packet-runs.js';

/** What is to be done to the times of a run. */
export type RunTimes =
  | { readonly kind: 'shifted'; readonly first: number; readonly shiftS: number }
  /** Its own times mean nothing. */
  | { readonly kind: 'set'; readonly first: number; readonly startS: number; readonly spacingS: number };

export interface StreamTimes {
  /** When its first packet is decoded, on the file's own clock. */
  readonly firstDecodedS: number;
  readonly runs: readonly RunTimes[];
}

/** How the clocks of a file become one that starts at 0. */
export interface MendPlan {
  readonly video: StreamTimes;
  readonly audio: StreamTimes;
  /** How many recordings stand one behind the other. */
  readonly pieces: number;
  /** How many packets have a time that cannot be. */
  readonly strays: number;
}

/** Time for which nothing of a stream is there. */
export interface Hole {
  readonly startS: number;
  readonly seconds: number;
}

export interface Clocks {
  readonly video: readonly PacketRun[];
  readonly audio: readonly PacketRun[];
  /** Whether a leap ahead of the clock means that another recording begins, as in broadcast formats. */
  readonly leapsAreJoints: boolean;
  /** Where the head of the file, rather than its packets, says that a stream ends. */
  readonly claimedEndS: { readonly video: number | undefined; readonly audio: number | undefined };
}

/** A hole is so many times as long as the usual distance of two pictures. */
const HOLE_FACTOR = 20;

type Stream = 'video' | 'audio';
type Piece = Partial<Record<Stream, { readonly runs: PacketRun[] }>>;

/** A stray is no more than a page of a container. */
const STRAY_S = 1.5;
const STRAY_PACKETS = 100;
const STRAY_SHARE = 0.05;
const FEW_PACKETS = 3;
/** Packets this far from the rest of their stream may be strays. */
const FAR_S = 3;
const JOINT_BACK_S = 0.5;
const JOINT_AHEAD_S = 10;
/** Sound that leads or goes on no longer than this is an encoder's way, and no reason to hold a picture. */
const OVERHANG_S = 0.5;

/** Decides whether times must be mended, and how; undefined when they are in order. */
export function planMending(clocks: Clocks): MendPlan | undefined {
  const strays = { video: strayRuns('video', clocks), audio: strayRuns('audio', clocks) };
  const pieces = piecesOf(clocks, strays);
  const strayPackets = [...strays.video, ...strays.audio].reduce((sum, { packets }) => sum + packets, 0);
  if (pieces.length <= 1 && strayPackets === 0) return undefined;
  const shifts = shiftsOf(pieces);
  return {
    video: timesOf(clocks.video, strays.video, shifts),
    audio: timesOf(clocks.audio, strays.audio, shifts),
    pieces: Math.max(1, pieces.length),
    strays: strayPackets,
  };
}

/**
 * Where the picture has holes. In a stream of stills, which are all shown for long, there are none.
 * @param leaps those of the picture within its runs.
 */
export function holesOf(clocks: Clocks, leaps: readonly Leap[], plan: MendPlan | undefined): readonly Hole[] {
  const strays = strayRuns('video', clocks);
  const runs = clocks.video.filter((run) => !strays.has(run));
  const between = runs.slice(1).flatMap((run, index) => {
    const before = runs[index]!;
    const isHole = run.decodedS > before.endS && !isJoint('video', before, run, clocks, strays);
    return isHole ? [{ fromS: before.endS, toS: run.startS, run: before }] : [];
  });
  const within = leaps.map((leap) => ({ ...leap, run: runs.find(({ endS }) => endS >= leap.toS) }));
  const all = [...between, ...within];
  const lengthS = runs.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
  const packets = runs.reduce((sum, run) => sum + run.packets, 0);
  const withinS = within.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
  const usualS = (lengthS - withinS) / Math.max(1, packets - all.length);
  const originS = startOf(clocks);
  return all
    .filter(({ fromS, toS }) => toS - fromS > HOLE_FACTOR * usualS)
    .map(({ fromS, toS, run }) => ({ startS: fromS + shiftOf(run, plan, -originS), seconds: toS - fromS }));
}

/** When the file starts, on its own clock. */
export function startOf({ video, audio }: Clocks): number {
  return Math.min(...[video[0], audio[0]].flatMap((run) => (run ? [run.startS] : [])));
}

function shiftOf(run: PacketRun | undefined, plan: MendPlan | undefined, otherwiseS: number): number {
  const times = plan?.video.runs.find(({ first }) => first === run?.first);
  return times?.kind === 'shifted' ? times.shiftS : otherwiseS;
}

/** When the last packet that is no stray ends. */
export function lastEndS(stream: Stream, clocks: Clocks): number | undefined {
  const strays = strayRuns(stream, clocks);
  return clocks[stream].reduce<number | undefined>(
    (most, run) => (strays.has(run) ? most : Math.max(most ?? run.endS, run.endS)),
    undefined,
  );
}

function strayRuns(stream: Stream, clocks: Clocks): ReadonlySet<PacketRun> {
  const runs = clocks[stream];
  const total = runs.reduce((sum, { packets }) => sum + packets, 0);
  const others = clocks[stream === 'video' ? 'audio' : 'video'];
  const isSmall = (run: PacketRun, all: number): boolean =>
    isFrozen(run, all) ||
    (run.endS - run.startS <= STRAY_S &&
      run.packets <= Math.min(STRAY_PACKETS, Math.max(FEW_PACKETS, all * STRAY_SHARE)));
  const othersTotal = others.reduce((sum, { packets }) => sum + packets, 0);
  const isShared = (run: PacketRun): boolean =>
    others.some(
      (other) => !isSmall(other, othersTotal) && other.startS - FAR_S < run.endS && run.startS < other.endS + FAR_S,
    );
  const isClaimed = (run: PacketRun): boolean =>
    Math.abs((clocks.claimedEndS[stream] ?? Number.POSITIVE_INFINITY) - run.endS) < 1;
  const found = new Set<PacketRun>();
  for (const [index, run] of runs.entries()) {
    if (!isSmall(run, total)) continue;
    const before = runs.slice(0, index).findLast((other) => !found.has(other));
    const behind = runs[index + 1];
    const isStray =
      before && behind
        ? behind.decodedS > before.endS - JOINT_BACK_S && behind.decodedS < before.endS + FAR_S
        : (before ?? behind) !== undefined && !isShared(run) && !(before && isClaimed(run));
    if (isStray) found.add(run);
  }
  return found;
}

/** All its packets have one time: its clock stands still, or the time means that there is none. */
function isFrozen({ packets, startS, endS, lastingS }: PacketRun, all: number): boolean {
  return packets > 1 && packets < all / 2 && endS - startS <= lastingS / packets;
}

/** Whether another recording begins where one run of a stream follows another. */
function isJoint(
  stream: Stream,
  before: PacketRun,
  run: PacketRun,
  clocks: Clocks,
  strays: ReadonlySet<PacketRun>,
): boolean {
  const stepS = run.decodedS - before.endS;
  if (stepS < -JOINT_BACK_S) return true;
  if (!clocks.leapsAreJoints || stepS < JOINT_AHEAD_S) return false;
  const middleS = before.endS + stepS / 2;
  const others = clocks[stream === 'video' ? 'audio' : 'video'];
  return !others.some((other) => !strays.has(other) && other.startS < middleS && other.endS > middleS);
}

function piecesOf(clocks: Clocks, strays: Record<Stream, ReadonlySet<PacketRun>>): readonly Piece[] {
  const streams = ['video', 'audio'] as const;
  const inOrder = streams
    .flatMap((stream) => clocks[stream].filter((run) => !strays[stream].has(run)).map((run) => ({ stream, run })))
    .sort((a, b) => a.run.order - b.run.order);
  const pieces: Piece[] = [];
  for (const { stream, run } of inOrder) {
    const current = pieces.at(-1);
    const before = current?.[stream]?.runs.at(-1);
    const begins = current === undefined || (before && isJoint(stream, before, run, clocks, strays[stream]));
    if (begins) pieces.push({ [stream]: { runs: [run] } });
    else if (before) current[stream]!.runs.push(run);
    else current[stream] = { runs: [run] };
  }
  return pieces;
}

/** By how much the times of each run move: each piece as a whole, to where the one before ends. */
function shiftsOf(pieces: readonly Piece[]): ReadonlyMap<PacketRun, number> {
  const shifts = new Map<PacketRun, number>();
  const endS: Partial<Record<Stream, number>> = {};
  for (const [index, piece] of pieces.entries()) {
    const starts = { video: edge(piece.video, 'startS'), audio: edge(piece.audio, 'startS') };
    const alone = starts.video === undefined ? 'audio' : starts.audio === undefined ? 'video' : undefined;
    const startS = earlier(starts.video, starts.audio);
    const reachedS = (alone && endS[alone]) ?? later(endS.video, endS.audio);
    const shiftS = index === 0 ? -Math.min(starts.video ?? startS, starts.audio ?? startS) : reachedS - startS;
    for (const stream of ['video', 'audio'] as const) {
      for (const run of piece[stream]?.runs ?? []) {
        shifts.set(run, shiftS);
        endS[stream] = Math.max(endS[stream] ?? 0, run.endS + shiftS);
      }
    }
  }
  return shifts;
}

function edge(part: Piece[Stream], side: 'startS'): number | undefined {
  return part === undefined ? undefined : Math.min(...part.runs.map((run) => run[side]));
}

/** Where a piece starts: with its picture, unless sound leads it by much. */
function earlier(videoS: number | undefined, audioS: number | undefined): number {
  if (videoS === undefined) return audioS ?? 0;
  return audioS !== undefined && audioS < videoS - OVERHANG_S ? audioS : videoS;
}

function later(videoS: number | undefined, audioS: number | undefined): number {
  if (videoS === undefined) return audioS ?? 0;
  return audioS !== undefined && audioS > videoS + OVERHANG_S ? audioS : videoS;
}

function timesOf(
  runs: readonly PacketRun[],
  strays: ReadonlySet<PacketRun>,
  shifts: ReadonlyMap<PacketRun, number>,
): StreamTimes {
  const proper = runs.filter((run) => !strays.has(run));
  const packets = proper.reduce((sum, run) => sum + run.packets, 0);
  const usualS = packets === 0 ? 0 : proper.reduce((sum, run) => sum + run.lastingS, 0) / packets;
  const times: RunTimes[] = [];
  let reachedS = 0;
  for (const [index, run] of runs.entries()) {
    const { first } = run;
    const shiftS = shifts.get(run);
    if (shiftS !== undefined) {
      times.push({ kind: 'shifted', first, shiftS });
      reachedS = run.endS + shiftS;
      continue;
    }
    const spacingS = run.lastingS > 0 ? run.lastingS / run.packets : usualS;
    const next = runs.slice(index + 1).find((other) => shifts.has(other));
    const nextS = next && next.decodedS + shifts.get(next)!;
    const startS = index === 0 && nextS !== undefined ? Math.max(0, nextS - run.packets * spacingS) : reachedS;
    // Between two runs there may be less room than the strays would take.
    const roomS = nextS === undefined ? spacingS : Math.max(0, nextS - startS) / run.packets;
    times.push({ kind: 'set', first, startS, spacingS: Math.min(spacingS, roomS) });
    reachedS = startS + run.packets * Math.min(spacingS, roomS);
  }
  return { firstDecodedS: runs[0]?.decodedS ?? 0, runs: times };
}
