const BY_ENDING = new Map([
  ['mp4', 'video/mp4'],
  ['json', 'application/json'],
  ['jpg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
  ['vtt', 'text/vtt; charset=utf-8'],
]);

/** What a browser or a CDN is told that an object is, by the ending of its key. */
export function contentTypeOf(key: string): string {
  return BY_ENDING.get(/\.([a-z0-9]+)$/.exec(key)?.[1] ?? '') ?? 'application/octet-stream';
}
