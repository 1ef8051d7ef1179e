import type { Report } from '../../../shared/protocol/viewer.js';
import type { Millis } from '../../../shared/units.js';

/**
 * A channel's common target where it follows its slowest viewers, within limits: up in steps when they cannot hold it,
 * down again, much slower, when everybody has held it for a while. Every change is announced to all viewers, who follow
 * it together; so changes are few, and what was tried in vain is tried ever more rarely.
 */
export interface AdaptiveTarget {
  readonly targetMs: Millis;
  readonly changedAtMs: Millis;
  /** Since when nobody who counts has been unable to hold the target; null while somebody is. */
  readonly calmSinceMs: Millis | null;
  /** How long it must have been calm before the next step down. */
  readonly patienceMs: Millis;
  readonly lastChange: 'up' | 'down' | 'none';
}

export interface Audience {
  readonly nowMs: Millis;
  /** The channel's own target: the policy never goes below it. */
  readonly ownTargetMs: Millis;
  readonly reports: readonly Pick<Report, 'sync' | 'latencyMs'>[];
}

/** The viewers who count are all but the slowest 5 %: one on a train does not hold up a thousand. */
const SERVED_PERCENT = 95;
const MOST_ABOVE_MS = 1000;

const STEP_UP_MS = 50;
const STEP_DOWN_MS = 20;
/** Viewers take some seconds to follow a change, and some more to report of it. */
const LEAST_BETWEEN_MS = 15_000;
const FIRST_PATIENCE_MS = 60_000;
const MOST_PATIENCE_MS = 960_000;
const MARGIN_MS = 10;

export function startTarget(ownTargetMs: Millis, nowMs: Millis): AdaptiveTarget {
  return {
    ...{ targetMs: ownTargetMs, changedAtMs: nowMs, calmSinceMs: nowMs },
    ...{ patienceMs: FIRST_PATIENCE_MS, lastChange: 'none' },
  };
}

/** One look at the audience, to be taken every few seconds; the target is announced when it has changed. */
export function adaptTarget(state: AdaptiveTarget, { nowMs, ownTargetMs, reports }: Audience): AdaptiveTarget {
  const mostMs = ownTargetMs + MOST_ABOVE_MS;
  if (state.targetMs < ownTargetMs || state.targetMs > mostMs) return startTarget(ownTargetMs, nowMs);
  const neededMs = neededLatency(reports, state.targetMs);
  const isHeld = neededMs <= state.targetMs;
  const seen = { ...state, calmSinceMs: isHeld ? (state.calmSinceMs ?? nowMs) : null };
  if (nowMs - state.changedAtMs < LEAST_BETWEEN_MS) return seen;
  if (!isHeld) return raised(seen, Math.min(mostMs, neededMs + MARGIN_MS), nowMs);
  const calmForMs = nowMs - Math.max(seen.calmSinceMs ?? nowMs, state.changedAtMs);
  if (state.targetMs === ownTargetMs || calmForMs < state.patienceMs) return seen;
  const targetMs = Math.max(ownTargetMs, state.targetMs - STEP_DOWN_MS);
  return { ...seen, targetMs, changedAtMs: nowMs, lastChange: 'down' };
}

function raised(state: AdaptiveTarget, wantedMs: Millis, nowMs: Millis): AdaptiveTarget {
  const targetMs = Math.round(Math.min(wantedMs, state.targetMs + STEP_UP_MS));
  if (targetMs <= state.targetMs) return state;
  // A step down that had to be taken back was one too many.
  const factor = state.lastChange === 'down' ? 4 : 1;
  const patienceMs = Math.min(MOST_PATIENCE_MS, state.patienceMs * factor);
  return { ...state, targetMs, changedAtMs: nowMs, patienceMs, lastChange: 'up' };
}

/** The latency that the slowest viewer who counts has, where that viewer cannot do better; else the target. */
function neededLatency(reports: Audience['reports'], targetMs: Millis): Millis {
  const needs = reports
    .map(({ sync, latencyMs }) => (sync === 'cannot-hold' ? Math.max(targetMs, latencyMs ?? targetMs) : targetMs))
    .sort((a, b) => a - b);
  return needs[Math.ceil((SERVED_PERCENT / 100) * needs.length) - 1] ?? targetMs;
}
