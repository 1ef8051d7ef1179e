/**
 * The events of the inner video that are the element's own too, so that players' controls work on it. Not `ended` and
 * `error`: a lost session ends the inner stream, but the element is at its end only when the player has given up. Not
 * `seeking` and its kin: there is no seeking, and one speed.
 */
export const FORWARDED_EVENTS = [
  'abort',
  'canplay',
  'canplaythrough',
  'durationchange',
  'emptied',
  'enterpictureinpicture',
  'leavepictureinpicture',
  'loadeddata',
  'loadedmetadata',
  'loadstart',
  'pause',
  'play',
  'playing',
  'progress',
  'resize',
  'stalled',
  'suspend',
  'timeupdate',
  'volumechange',
  'waiting',
  'webkitbeginfullscreen',
  'webkitendfullscreen',
  'webkitpresentationmodechanged',
] as const;
