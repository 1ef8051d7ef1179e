import type { SeenFrame } from './page-probe.js';

/** What a test put on air: a loop of whole clips. It is worked out here by plain counting, without the code under test. */
export interface AirPlan {
  readonly fps: number;
  /** When the loop started, UTC milliseconds. */
  readonly startsAtMs: number;
  readonly items: readonly PlannedItem[];
}

export interface PlannedItem {
  readonly mediaId: string;
  readonly objectId: string;
  readonly title: string;
  readonly clip: number;
  readonly frames: number;
}

export interface PlannedFrame {
  readonly item: PlannedItem;
  readonly frame: number;
  /** When it is due, UTC milliseconds. */
  readonly dueAtMs: number;
}

const VIDEO_CLOCK_HZ = 90_000;
const TICKS_PER_LAYER = 90;

/** A frame of the global timeline, counted from the Unix epoch, as one simulcast layer shows it. */
export interface StreamFrame {
  readonly globalFrame: number;
  readonly layer: number;
}

/**
 * The frame that an RTP timestamp names: the one nearest to an instant, of those 13 hours apart. Layer k is marked by k
 * milliseconds more.
 */
export function streamFrame({ fps }: Pick<AirPlan, 'fps'>, rtpTimestamp: number, nearMs: number): StreamFrame {
  const ticksPerFrame = VIDEO_CLOCK_HZ / fps;
  const nearTicks = Math.round((nearMs * fps) / 1000) * ticksPerFrame;
  const ticks = nearTicks + signed32(rtpTimestamp - nearTicks);
  const globalFrame = Math.floor(ticks / ticksPerFrame);
  return { globalFrame, layer: (ticks - globalFrame * ticksPerFrame) / TICKS_PER_LAYER };
}

/** The frames of a stream that do not follow on the one before; where a viewer moves to another layer, that frame is in both. */
export function streamBreaks(plan: Pick<AirPlan, 'fps'>, stream: readonly number[], nearMs: number): StreamFrame[] {
  const frames = stream.map((timestamp) => streamFrame(plan, timestamp, nearMs));
  return frames.slice(1).filter(({ globalFrame, layer }, index) => {
    const before = frames[index]!;
    const isMove = globalFrame === before.globalFrame && layer !== before.layer;
    return globalFrame !== before.globalFrame + 1 && !isMove;
  });
}

export function globalFrame(plan: Pick<AirPlan, 'fps'>, rtpTimestamp: number, nearMs: number): number {
  return streamFrame(plan, rtpTimestamp, nearMs).globalFrame;
}

/** What the plan has for an RTP timestamp. */
export function plannedFrame(plan: AirPlan, rtpTimestamp: number, nearMs: number): PlannedFrame {
  return planned(plan, globalFrame(plan, rtpTimestamp, nearMs));
}

/** What the plan has at an instant. */
export function frameAt(plan: AirPlan, atMs: number): PlannedFrame {
  // An instant that was worked out from a frame is right to a fraction of a microsecond.
  return planned(plan, Math.floor((atMs * plan.fps) / 1000 + 0.001));
}

function planned(plan: AirPlan, onAir: number): PlannedFrame {
  const loop = plan.items.reduce((sum, { frames }) => sum + frames, 0);
  let frame = (onAir - (plan.startsAtMs * plan.fps) / 1000) % loop;
  for (const item of plan.items) {
    if (frame < item.frames) return { item, frame, dueAtMs: (onAir * 1000) / plan.fps };
    frame -= item.frames;
  }
  throw new Error('the plan has no items');
}

/** When the plan has the frame that a picture shows, the last time before an instant: the picture's own number says it all. */
export function dueBefore(
  plan: AirPlan,
  { clip, frame }: { clip: number; frame: number },
  displayedAtMs: number,
): number {
  const at = plan.items.findIndex((item) => item.clip === clip);
  if (at < 0) throw new Error(`the plan has no clip ${clip}`);
  const count = (items: readonly PlannedItem[]) => items.reduce((sum, { frames }) => sum + frames, 0);
  const firstMs = plan.startsAtMs + ((count(plan.items.slice(0, at)) + frame) * 1000) / plan.fps;
  const loopMs = (count(plan.items) * 1000) / plan.fps;
  return firstMs + Math.floor((displayedAtMs - firstMs) / loopMs) * loopMs;
}

/** How late a frame reached the screen, against the instant it was planned for. */
export function latencyMs(plan: AirPlan, { rtpTimestamp, displayedAtMs }: SeenFrame): number {
  return displayedAtMs - plannedFrame(plan, rtpTimestamp, displayedAtMs).dueAtMs;
}

/** The difference of two RTP timestamps, the short way round (RFC 3550, appendix A.1). */
function signed32(difference: number): number {
  return difference - Math.round(difference / 2 ** 32) * 2 ** 32;
}
