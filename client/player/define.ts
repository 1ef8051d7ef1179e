import { StreamSyncPlayerElement } from './streamsync-player.js';

const TAG_NAME = 'streamsync-player';

declare global {
  interface HTMLElementTagNameMap {
    [TAG_NAME]: StreamSyncPlayerElement;
  }
}

/** Registers the element; a page that loads this script twice keeps the first. */
export function defineStreamSyncPlayer(): void {
  if (customElements.get(TAG_NAME) === undefined) customElements.define(TAG_NAME, StreamSyncPlayerElement);
}
