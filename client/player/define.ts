import { StreamSyncPlayerElement } from './streamsync-player.js';

const TAG_NAME = 'streamsync-player';

declare global {
  interface HTMLElementTagNameMap {
    [TAG_NAME]: StreamSyncPlayerElement;
  }
}

/** Registers `<streamsync-player>`; where one is registered already, or there is no DOM, it does nothing. */
export function defineStreamSyncPlayer(): void {
  if (typeof customElements === 'undefined') return;
  if (customElements.get(TAG_NAME) === undefined) customElements.define(TAG_NAME, StreamSyncPlayerElement);
}
