/** Every error a caller may meet, with its HTTP status and the sentence that is shown when nothing better is known. */
const ERROR_CATALOGUE = {
  'bad-request': { status: 400, message: 'The request is not of the form the contract asks for.' },
  'unsupported-protocol': {
    status: 400,
    message: 'This player and this server speak different versions: reload the page.',
  },
  'unsupported-client': { status: 400, message: 'This browser can decode none of what is sent (H.264 and Opus).' },
  'token-required': { status: 401, message: 'This channel can be watched with a viewer token only.' },
  'channel-unknown': { status: 404, message: 'There is no such channel.' },
  'media-unknown': { status: 404, message: 'There is no such media.' },
  'not-found': { status: 404, message: 'There is nothing at this address.' },
  'not-joined': { status: 409, message: 'Join a channel first.' },
  'rate-limited': { status: 429, message: 'Too many requests: wait a moment and try again.' },
  'server-full': { status: 503, message: 'This server serves as many viewers as it can: try again later.' },
  'not-ready': {
    status: 503,
    message: 'The server is starting or restarting a part of itself: try again in a moment.',
  },
  internal: { status: 500, message: 'Something went wrong on the server.' },
} as const;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** An error with a stable code: the only kind that crosses the wire. */
export class CodedError extends Error {
  readonly status: number;

  /** @param detail replaces the catalogue's sentence when more is known: what is wrong, and the remedy. */
  constructor(
    readonly code: ErrorCode,
    detail?: string,
  ) {
    super(detail ?? ERROR_CATALOGUE[code].message);
    this.name = 'CodedError';
    this.status = ERROR_CATALOGUE[code].status;
  }

  /** A coded error as it is; anything else becomes `internal`, its own words kept from the wire. */
  static from(error: unknown): CodedError {
    return error instanceof CodedError ? error : new CodedError('internal');
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CATALOGUE, code);
}
