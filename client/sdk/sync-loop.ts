import type { SyncStatus } from '../../shared/protocol/viewer.js';
import type { Millis } from '../../shared/units.js';

/**
 * Keeps a viewer at the channel's common latency, after the architecture of RFC 7272: the server names a target, every
 * receiver steers towards it and reports. The one thing to steer with is the least delay that a receiver's jitter buffer
 * is asked to keep (W3C WebRTC Extensions, jitterBufferTarget): latency = max(that, what the network needs) + the way.
 *
 * What the loop has to live with: a change takes two seconds to show; displays show a frame at a refresh only, and
 * browsers keep frames in the rhythm of refreshes they once found, so latency moves in steps of a refresh and lags.
 */
export interface SyncState {
  readonly status: SyncStatus;
  /** The least delay asked of the browser for the picture; null before anything was asked. */
  readonly bufferMs: Millis | null;
  /** Where `bufferMs` is being moved to. */
  readonly goalMs: Millis;
  /** What the goal was set for. */
  readonly targetMs: Millis | null;
  readonly steppedAtMs: Millis;
  /** A change shows from then on. */
  readonly settledAtMs: Millis;
  /** Since when the latency has been off the target. */
  readonly offSinceMs: Millis | null;
  /** Since when the latency has been about what it is: one that is on its way somewhere is not judged. */
  readonly steady: { readonly sinceMs: Millis; readonly latencyMs: Millis } | null;
  /** The delay is being lowered, or was in vain: where that began. */
  readonly lowering: { readonly bufferMs: Millis; readonly latencyMs: Millis } | null;
  readonly lastMove: -1 | 0 | 1;
  /** How often the loop has turned back since the target was set. */
  readonly reversals: number;
}

export type SyncFallback = 'fixed-delay' | 'free-running';

/** What this browser lets a page do. */
export interface SyncMeans {
  readonly canHoldBack: boolean;
  readonly canTimeFrames: boolean;
}

export interface SyncMeasurement {
  /** Local time. */
  readonly nowMs: Millis;
  /** Of the last second; null when no frames were on screen. */
  readonly latencyMs: Millis | null;
  readonly targetMs: Millis;
  readonly means: SyncMeans;
}

/** The least delays to ask of the browser. */
export interface LeastDelays {
  readonly video: Millis;
  readonly audio: Millis;
}

/** What a picture that has just begun has in its buffer in any case. */
const FIRST_BUFFER_MS = 80;

/**
 * Sound has some 40 ms more to go behind its jitter buffer than the picture: resampling and the output device. Held back
 * by that much less, the two are in step within a second or two; the browser's own lip-sync takes ten.
 */
const SOUND_AHEAD_MS = 40;

/** The largest value that jitterBufferTarget takes. */
const MAX_BUFFER_MS = 4000;

/** How fast the delay moves: sound is stretched and pressed by a tenth, which is hardly heard. */
const SLEW = 0.1;
const MAX_SLEW_MS = 100;
/** From a change of the delay to a latency that shows it. */
const SETTLE_MS = 2200;
/** A latency that stays this near for so long has arrived where it was going; one that never does is judged all the same. */
const STEADY_WITHIN_MS = 12;
const STEADY_FOR_MS = 1000;
const UNSTEADY_AT_MOST_MS = 8000;
/** Frames on screen this much before their least delay is over are a browser's that has not followed yet. */
const EARLY_MS = 25;
const EARLY_PATIENCE_MS = 4000;
/** How long a viewer that holds must be off the target before anything is done. */
const PERSIST_MS = 1500;

/** Half a refresh of 60 Hz and some noise: what is closer than this cannot be bettered. */
const DEAD_BAND_MS = 11;
/** Each turn back widens the band; at a whole refresh there is always a rhythm of the display inside it. */
const WIDENING_MS = 3;
const MAX_DEAD_BAND_MS = 17;
const GAIN = 0.9;
const MAX_STEP_MS = 60;

/** Lowering the delay this much must show at least a third of it, else it is not the delay that holds the picture up. */
const TELLING_MS = 45;
/** How much of that the rhythm of the display may hide: nearly two refreshes at 60 Hz, and some noise. */
const HIDDEN_MS = 35;
const RETRY_MS = 20_000;

export function startSync(nowMs: Millis): SyncState {
  return {
    ...{ status: 'measuring', bufferMs: null, goalMs: 0, targetMs: null, lowering: null },
    ...{ steppedAtMs: nowMs, settledAtMs: nowMs, offSinceMs: null, steady: null, lastMove: 0, reversals: 0 },
  };
}

/** The state on a new connection: the browser's delays start anew, what was learned of the way stays. */
export function restartSync({ targetMs, goalMs }: SyncState, nowMs: Millis): SyncState {
  return { ...startSync(nowMs), targetMs, goalMs };
}

/** What to ask of the browser in a state; null for nothing. Sound and picture move alike. */
export function delaysOf({ bufferMs }: SyncState): LeastDelays | null {
  return bufferMs === null ? null : { video: bufferMs, audio: Math.max(0, bufferMs - SOUND_AHEAD_MS) };
}

/** How a browser that lacks the means stays near the target: with a delay by the book, or as it comes. */
export function fallbackOf({ canHoldBack, canTimeFrames }: SyncMeans): SyncFallback | null {
  if (!canHoldBack) return 'free-running';
  return canTimeFrames ? null : 'fixed-delay';
}

/** One step, to be made about twice a second. */
export function syncStep(before: SyncState, measurement: SyncMeasurement): SyncState {
  const { nowMs, latencyMs, targetMs, means } = measurement;
  if (!means.canHoldBack) return { ...before, status: 'unsupported', targetMs, steppedAtMs: nowMs };
  const state = slewed(aimed(before, targetMs), nowMs);
  if (!means.canTimeFrames) return { ...state, status: 'unsupported' };
  if (state.bufferMs !== state.goalMs) return { ...state, status: whileMoving(state) };
  if (latencyMs === null) return { ...state, status: 'measuring', offSinceMs: null, steady: null };
  const seen = noticed(state, latencyMs, nowMs);
  return nowMs < state.settledAtMs ? seen : corrected(seen, latencyMs, nowMs);
}

/** A latency that comes nearer by itself, as after a stall, is left to do so. */
function noticed(state: SyncState, latencyMs: Millis, nowMs: Millis): SyncState {
  const { steady, targetMs } = state;
  if (steady !== null && Math.abs(latencyMs - steady.latencyMs) <= STEADY_WITHIN_MS) return state;
  const comesNearer = steady !== null && Math.abs(latencyMs - targetMs!) < Math.abs(steady.latencyMs - targetMs!);
  const offSinceMs = comesNearer ? null : state.offSinceMs;
  return { ...state, steady: { sinceMs: nowMs, latencyMs }, offSinceMs };
}

/**
 * A new target moves the goal by as much, for every viewer alike. The first goal is the target itself: on a short path a
 * browser spends about as long behind its jitter buffer as it leaves that buffer early.
 */
function aimed(state: SyncState, targetMs: Millis): SyncState {
  if (state.targetMs === targetMs) return state;
  const goalMs = state.goalMs + targetMs - (state.targetMs ?? 0);
  return { ...state, targetMs, goalMs: bounded(goalMs), lowering: null, offSinceMs: null, lastMove: 0, reversals: 0 };
}

function slewed(state: SyncState, nowMs: Millis): SyncState {
  const { goalMs, steppedAtMs } = state;
  const fromMs = state.bufferMs ?? Math.min(goalMs, FIRST_BUFFER_MS);
  const mostMs = Math.min(MAX_SLEW_MS, (nowMs - steppedAtMs) * SLEW);
  const bufferMs = bounded(fromMs + Math.max(-mostMs, Math.min(mostMs, goalMs - fromMs)));
  const settledAtMs = bufferMs === state.bufferMs ? state.settledAtMs : nowMs + SETTLE_MS;
  return { ...state, bufferMs, settledAtMs, steppedAtMs: nowMs };
}

function corrected(state: SyncState, latencyMs: Millis, nowMs: Millis): SyncState {
  const errorMs = latencyMs - state.targetMs!;
  const deadBandMs = Math.min(MAX_DEAD_BAND_MS, DEAD_BAND_MS + state.reversals * WIDENING_MS);
  if (Math.abs(errorMs) <= deadBandMs) return { ...state, status: 'holding', offSinceMs: null, lowering: null };
  const offSinceMs = state.offSinceMs ?? nowMs;
  const status = state.status === 'measuring' ? 'steering' : state.status;
  if (nowMs - offSinceMs < patienceMs(state, latencyMs, nowMs)) return { ...state, status, offSinceMs };
  return errorMs > 0 ? lowered(state, latencyMs, errorMs, nowMs) : moved(state, errorMs, null);
}

function patienceMs({ status, steady, lowering, bufferMs }: SyncState, latencyMs: Millis, nowMs: Millis): Millis {
  if (steady === null || nowMs - steady.sinceMs < STEADY_FOR_MS) return UNSTEADY_AT_MOST_MS;
  if (latencyMs < bufferMs! - EARLY_MS) return EARLY_PATIENCE_MS;
  const knownMs = status === 'cannot-hold' && lowering !== null ? lowering.latencyMs : null;
  if (knownMs !== null && Math.abs(latencyMs - knownMs) <= STEADY_WITHIN_MS) return RETRY_MS;
  return status === 'steering' ? 0 : PERSIST_MS;
}

function lowered(state: SyncState, latencyMs: Millis, errorMs: Millis, nowMs: Millis): SyncState {
  const bufferMs = state.bufferMs!;
  // What grew since was not the delay's doing, and would hide what is.
  const began = state.lowering ?? { bufferMs, latencyMs };
  const lowering = { ...began, latencyMs: Math.max(began.latencyMs, latencyMs) };
  const askedMs = lowering.bufferMs - bufferMs;
  const isTelling = askedMs >= TELLING_MS || (askedMs > 0 && bufferMs === 0);
  const leastMs = bufferMs === 0 ? askedMs / 3 : Math.min(askedMs / 3, askedMs - HIDDEN_MS);
  if (isTelling && lowering.latencyMs - latencyMs < leastMs) {
    // What did nothing is taken back, so that the delay is right again the moment that the network is.
    const goalMs = lowering.bufferMs;
    return { ...state, status: 'cannot-hold', goalMs, lowering, offSinceMs: nowMs, lastMove: 0 };
  }
  return moved(state, errorMs, lowering);
}

/** Each turn back halves the trust in the steps, so that they close in on what the display can show. */
function moved(state: SyncState, errorMs: Millis, lowering: SyncState['lowering']): SyncState {
  const lastMove = errorMs > 0 ? -1 : 1;
  const reversals = state.reversals + (state.lastMove === -lastMove ? 1 : 0);
  const stepMs = (Math.max(-MAX_STEP_MS, Math.min(MAX_STEP_MS, errorMs)) * GAIN) / (1 + reversals / 2);
  const goalMs = bounded(state.bufferMs! - stepMs);
  const isAtLimit = goalMs === state.bufferMs;
  const status = isAtLimit ? 'cannot-hold' : errorMs > 0 ? whileMoving(state) : 'steering';
  return { ...state, status, goalMs, lowering, lastMove, reversals, offSinceMs: isAtLimit ? state.offSinceMs : null };
}

/** A viewer that cannot hold the target tries again now and then; that alone is no news. */
function whileMoving({ status }: SyncState): SyncStatus {
  return status === 'cannot-hold' ? 'cannot-hold' : 'steering';
}

/** Whole milliseconds: the browser rounds, and asking for what it has already would be no change. */
function bounded(bufferMs: Millis): Millis {
  return Math.round(Math.max(0, Math.min(MAX_BUFFER_MS, bufferMs)));
}
