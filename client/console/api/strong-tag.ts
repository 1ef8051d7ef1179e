/**
 * The ETag to guard an edit with. A proxy that compresses answers makes their tags weak, and `If-Match` takes none of these
 * (RFC 9110, section 13.1.1); but what is edited is not the form it was sent in.
 */
export function strongTag(etag: string | null): string | null {
  return etag?.replace(/^W\//, '') ?? null;
}
