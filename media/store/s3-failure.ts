import type { Millis } from '../../shared/units.js';
import { StoreUnavailableError } from './store-unavailable.js';

/** Which part of what was configured keeps a bucket from being used. */
export type S3Fault = 'endpoint' | 'region' | 'bucket' | 'credentials';

/** A bucket cannot be used; the message is one line that says why, and does not repeat what was configured. */
export class S3AccessError extends Error {
  constructor(
    readonly fault: S3Fault,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
    this.name = 'S3AccessError';
  }
}

const BY_CODE: Readonly<Record<string, readonly [fault: S3Fault, message: string]>> = {
  NoSuchBucket: ['bucket', 'there is no such bucket'],
  InvalidBucketName: ['bucket', 'the server takes no bucket of that name'],
  InvalidAccessKeyId: ['credentials', 'the server does not know this key'],
  SignatureDoesNotMatch: ['credentials', 'the secret does not belong to this key'],
  AccessDenied: ['credentials', 'it may not list the bucket'],
  ExpiredToken: ['credentials', 'it has expired'],
  CredentialsProviderError: ['credentials', 'none is given, and none is found where AWS programs look'],
};

/** Answers of the kind "not here, but in another region". */
const ELSEWHERE = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException']);

/** Why listing a bucket failed, as an operator can act upon it. */
export function explainAccessFailure(error: unknown): S3AccessError {
  const { name, status, code, region } = detailsOf(error);
  const known = BY_CODE[name];
  if (known !== undefined) return new S3AccessError(...known, error);
  if (ELSEWHERE.has(name) || status === 301) {
    const where = region === undefined ? 'another region' : `the region ${region}`;
    return new S3AccessError('region', `the bucket is in ${where}`, error);
  }
  if (status === 401 || status === 403) return new S3AccessError('credentials', 'access is denied', error);
  if (status !== undefined) {
    return new S3AccessError('endpoint', `what answers there (HTTP ${status}) is no S3 server, or not well`, error);
  }
  // A request with a deadline was given up.
  if (name === 'AbortError') return new S3AccessError('endpoint', 'nothing answers there in time', error);
  return new S3AccessError('endpoint', `nothing answers there (${code ?? name})`, error);
}

/** What accepts a connection and then says nothing. */
export function silentServer(withinMs: Millis, cause: unknown): S3AccessError {
  return new S3AccessError('endpoint', `what answers there has said nothing within ${withinMs / 1000} s`, cause);
}

/** The parts of an error of the SDK or of Node.js that tell failures apart. */
function detailsOf(error: unknown): { name: string; status?: number; code?: string; region?: string } {
  if (!(error instanceof Error)) return { name: String(error) };
  const { $metadata, $response, code, Region } = error as {
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number; headers?: Record<string, string> };
    code?: string;
    Region?: string;
  };
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const region = Region ?? $response?.headers?.['x-amz-bucket-region'];
  return {
    name: error.name,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(region !== undefined && { region }),
  };
}

/** The HTTP status of an answer about an object; undefined for anything else, such as a bucket that is gone. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error) || error.name === 'NoSuchBucket') return undefined;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode;
}

/** A request that failed for a reason that lies with the server or the way to it. */
export function unavailable(error: unknown): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  return new StoreUnavailableError(explainAccessFailure(error).message, error);
}
