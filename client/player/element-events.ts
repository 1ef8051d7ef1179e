import type { StreamSyncPlayer } from '../sdk/player.js';
import type { PlayerEvents } from '../sdk/player-events.js';

interface Element {
  readonly isPaused: () => boolean;
  readonly tell: (event: Event) => void;
}

/** Tells on an element what its player tells, and the events of a media element that go with it. */
export function tellOnElement(player: StreamSyncPlayer, element: Element): void {
  const tell = (type: keyof PlayerEvents, detail: unknown): void => element.tell(new CustomEvent(type, { detail }));
  player.on('statechange', (change) => {
    tell('statechange', change);
    const event = mediaEventOf(change, element.isPaused());
    if (event !== null) element.tell(new Event(event));
  });
  player.on('syncchange', (change) => tell('syncchange', change));
  player.on('error', (error) => tell('error', error));
  player.on('itemchange', (change) => {
    tell('itemchange', change);
    element.tell(new Event('durationchange'));
  });
}

/** What the inner element cannot know: that its picture stands still because the session is gone, or is live again. */
export function mediaEventOf({ state, previous }: PlayerEvents['statechange'], paused: boolean): string | null {
  if (state.name === 'ended') return 'ended';
  if (paused) return null;
  if (state.name === 'recovering' && previous.name === 'playing') return 'waiting';
  return state.name === 'playing' && previous.name === 'recovering' ? 'playing' : null;
}
