/** The client script, `/embed.js`: registers `<streamsync-player>` and exports the player for use without it. */
import { defineStreamSyncPlayer } from '../player/define.js';

export { StreamSyncPlayerElement } from '../player/streamsync-player.js';
export { StreamSyncPlayer } from '../sdk/player.js';
export { PlayerError } from '../sdk/player-error.js';

defineStreamSyncPlayer();
