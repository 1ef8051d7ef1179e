import type { Millis } from '../../shared/units.js';
import type { PlayerError } from './player-error.js';

/** Where a player is. Each state carries what is known in it and nothing else. */
export type PlayerState =
  /** No picture yet: reaching the server. `problem` is what stopped the try before. */
  | { readonly name: 'connecting'; readonly attempt: number; readonly problem: PlayerError | null }
  /** No picture yet: joined or joining, waiting for the first frame. */
  | { readonly name: 'joining'; readonly attempt: number; readonly problem: PlayerError | null }
  | { readonly name: 'playing'; readonly joinMs: Millis }
  /** There was a picture, it stays on screen, and the player is on its way back to the live one. */
  | { readonly name: 'recovering'; readonly attempt: number; readonly problem: PlayerError }
  /** Over, for a reason that is no fault. */
  | { readonly name: 'ended'; readonly reason: EndReason }
  /** Over: trying again would not help. */
  | { readonly name: 'failed'; readonly error: PlayerError };

export interface EndReason {
  /** `closed` when the page closed the player, else the server's own code. */
  readonly code: string;
  readonly message: string;
}

export type PlayerSignal =
  | { readonly name: 'connected' }
  | { readonly name: 'first-frame'; readonly joinMs: Millis }
  | { readonly name: 'lost'; readonly problem: PlayerError }
  | { readonly name: 'failed'; readonly error: PlayerError }
  | { readonly name: 'ended'; readonly reason: EndReason };

export const INITIAL_STATE: PlayerState = { name: 'connecting', attempt: 1, problem: null };

/** The state after a signal; the same object when the signal changes nothing. */
export function nextState(state: PlayerState, signal: PlayerSignal): PlayerState {
  if (isOver(state)) return state;
  switch (signal.name) {
    case 'connected':
      return state.name === 'connecting' ? { ...state, name: 'joining' } : state;
    case 'first-frame':
      // A viewer who is moved to another feed plays on.
      return state.name === 'playing' ? state : { name: 'playing', joinMs: signal.joinMs };
    case 'lost':
      return afterLoss(state, signal.problem);
    case 'failed':
      return { name: 'failed', error: signal.error };
    case 'ended':
      return { name: 'ended', reason: signal.reason };
  }
}

/** Nothing leads out of this state. */
export function isOver(state: PlayerState): state is Extract<PlayerState, { name: 'ended' | 'failed' }> {
  return state.name === 'ended' || state.name === 'failed';
}

type LiveState = Exclude<PlayerState, { name: 'ended' | 'failed' }>;

function afterLoss(state: LiveState, problem: PlayerError): PlayerState {
  switch (state.name) {
    case 'connecting':
    case 'joining':
      return { name: 'connecting', attempt: state.attempt + 1, problem };
    case 'playing':
      return { name: 'recovering', attempt: 1, problem };
    case 'recovering':
      return { name: 'recovering', attempt: state.attempt + 1, problem };
  }
}
