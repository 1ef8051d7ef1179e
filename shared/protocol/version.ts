/** Raised by every change that an older player or server would misread. */
export const VIEWER_PROTOCOL = 1;

/** The Socket.IO namespace of viewers. */
export const VIEWER_NAMESPACE = '/viewer';

/** A page with several players has one connection, and a namespace for each: `/viewer`, `/viewer/1` … `/viewer/63`. */
export const VIEWER_NAMESPACES = /^\/viewer(\/([1-9]|[1-5]\d|6[0-3]))?$/;

/** How many of its players a page puts on one connection, and the server takes; the numbers are used in turn. */
export const PLAYERS_PER_CONNECTION = 16;

/** URI of the header extension that carries a frame's scheduled UTC from the server to the viewer. */
export const ABS_CAPTURE_TIME_URI = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';
