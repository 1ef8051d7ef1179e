import { CodedError } from '../../shared/errors.js';

const OUR_TAG = /^"(\d+)\.[\w-]+"$/;

/**
 * An ETag (RFC 9110, section 8.8.3) that says two things: the revision, which If-Match guards, and a digest of the whole
 * representation, so that progress between two edits is not hidden behind a 304.
 */
export function entityTag(revision: number, digest: string): string {
  return `"${revision}.${digest}"`;
}

/**
 * The revision an edit was made from; undefined when any will do.
 * @throws CodedError stale-revision for a tag that this server never gave, bad-request for several
 */
export function expectedRevision(ifMatch: string | undefined): number | undefined {
  const tag = ifMatch?.trim();
  if (tag === undefined || tag === '*') return undefined;
  if (tag.includes(',')) throw new CodedError('bad-request', 'if-match: send one entity tag.');
  const revision = OUR_TAG.exec(tag)?.[1];
  if (revision === undefined) throw new CodedError('stale-revision');
  return Number(revision);
}

/**
 * Whether If-None-Match has a tag (RFC 9110, section 13.1.2). Express takes Cache-Control into account as well, which
 * fetch() sets to no-cache as soon as a script names a tag itself.
 */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(tag);
}
