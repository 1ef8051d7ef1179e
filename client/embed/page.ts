/** The bare player for an iframe, `/embed/:channel?muted&token=…`. */
import { byId, slugOf } from '../page.js';

const player = byId('player');
const options = new URLSearchParams(location.search);
const token = options.get('token');
if (token !== null) player.setAttribute('token', token);
if (options.has('muted')) player.setAttribute('muted', '');
player.setAttribute('channel', slugOf(location.pathname));
