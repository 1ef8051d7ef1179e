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
  /** Each with the network that its viewer is in. */
  readonly reports: readonly (Pick<Report, 'sync' | 'latencyMs'> & { readonly from: string })[];
}

/** The slowest 5 % do not count: one on a train does not hold up a thousand. */
const LEFT_BEHIND_PERCENT = 5;
/** From so many on, the slowest alone never counts: what one viewer says may be untrue. */
const AUDIENCE_OF_MANY = 3;
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

/**
 * The latency that the slowest viewers who count need, where they cannot do better; else the target. Viewers and their
 * networks both have to need it: sessions are opened by the dozen, networks are not.
 */
function neededLatency(reports: Audience['reports'], targetMs: Millis): Millis {
  const byNetwork = new Map<string, Millis[]>();
  for (const { sync, latencyMs, from } of reports) {
    const needMs = sync === 'cannot-hold' ? Math.max(targetMs, latencyMs ?? targetMs) : targetMs;
    byNetwork.set(from, [...(byNetwork.get(from) ?? []), needMs]);
  }
  const networks = [...byNetwork.values()];
  const medians = networks.map((needs) => slowestFirst(needs)[Math.floor(needs.length / 2)]!);
  return Math.min(slowestThatCounts(networks.flat()), slowestThatCounts(medians)) || targetMs;
}

function slowestThatCounts(needs: readonly Millis[]): Millis {
  const leftBehind = Math.floor((LEFT_BEHIND_PERCENT / 100) * needs.length);
  return slowestFirst(needs)[Math.max(leftBehind, needs.length < AUDIENCE_OF_MANY ? 0 : 1)] ?? 0;
}

function slowestFirst(needs: readonly Millis[]): Millis[] {
  return [...needs].sort((a, b) => b - a);
}
