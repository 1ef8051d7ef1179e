import { CodedError } from '../../../shared/errors.js';
import type { Audience } from '../../../shared/timeline/audience.js';
import type { Reader } from './channel-reader.js';

/** For the reference. */
export const AUDIENCE_RULE =
  'An audience is never taken from an unsigned request: a viewer is told of that of its token, without one of the default one. Whoever is signed in may ask for any, as `audience[lang]=fr`.';

/**
 * The audience whose programme a reader is told. An audience is never taken from an unsigned request: viewers have that
 * of their token, and who is signed in may ask for any.
 * @throws CodedError not-allowed
 */
export function readersAudience(reader: Reader, asked: Audience | undefined): Audience {
  if (reader.kind === 'staff') return asked ?? {};
  if (asked === undefined) return reader.pass.audience;
  throw new CodedError('not-allowed', 'audience: only who is signed in may ask for another audience than their own.');
}
