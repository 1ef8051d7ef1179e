import type { PlayerState } from '../sdk/player-state.js';
import type { PlaybackError } from './media-element.js';

const MEDIA_ERR_NETWORK = 2;
const MEDIA_ERR_SRC_NOT_SUPPORTED = 4;

/** HTML's word for a player that has given up; null while it has not. */
export function playbackErrorOf(state: PlayerState | null): PlaybackError | null {
  if (state?.name !== 'failed') return null;
  const { code, message } = state.error;
  return { code: code === 'blocked-by-page' ? MEDIA_ERR_NETWORK : MEDIA_ERR_SRC_NOT_SUPPORTED, message };
}
