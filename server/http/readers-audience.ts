import { CodedError } from '../../shared/errors.js';
import type { Audience } from '../../shared/timeline/audience.js';
import type { Reader } from './channel-reader.js';

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
