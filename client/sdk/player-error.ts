import type { ErrorCode } from '../../shared/errors.js';

/** `soon` for what a new connection mends, `later` for a server that asks for patience, `never` for the rest. */
export type Retry = 'soon' | 'later' | 'never';

/** What a player may meet without the server's word for it. */
type LocalErrorCode =
  | 'unreachable'
  | 'disconnected'
  | 'timed-out'
  | 'moved'
  | 'lineup-split'
  | 'held-up'
  | 'no-media'
  | 'slept'
  | 'token-unavailable'
  | 'blocked-by-page'
  | 'unknown';

const RETRY = {
  'bad-request': 'never',
  'unsupported-protocol': 'never',
  'unsupported-client': 'never',
  'token-required': 'never',
  'token-invalid': 'never',
  'token-expired': 'never',
  'token-revoked': 'never',
  'token-wrong-channel': 'never',
  'token-in-use': 'later',
  'channel-unknown': 'never',
  'not-found': 'never',
  'not-joined': 'soon',
  'rate-limited': 'later',
  'channel-full': 'later',
  'server-full': 'later',
  'not-ready': 'soon',
  internal: 'soon',
  unreachable: 'soon',
  disconnected: 'soon',
  'timed-out': 'soon',
  moved: 'soon',
  'lineup-split': 'soon',
  'held-up': 'soon',
  'no-media': 'soon',
  slept: 'soon',
  'token-unavailable': 'later',
  'blocked-by-page': 'never',
  unknown: 'soon',
} as const satisfies Partial<Record<ErrorCode | LocalErrorCode, Retry>>;

export type PlayerErrorCode = keyof typeof RETRY;

export class PlayerError extends Error {
  constructor(
    readonly code: PlayerErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'PlayerError';
  }

  get retry(): Retry {
    return RETRY[this.code];
  }

  /** An error as the server words it; a code of a newer server than this player becomes `unknown`. */
  static ofServer({ code, message }: { code: string; message: string }): PlayerError {
    return new PlayerError(isPlayerErrorCode(code) ? code : 'unknown', message);
  }

  static from(error: unknown): PlayerError {
    if (error instanceof PlayerError) return error;
    return new PlayerError('unknown', error instanceof Error ? error.message : String(error));
  }
}

/** Something else answered in the server's place, or what it answered was cut off: that passes. */
export function unreadable(): PlayerError {
  return new PlayerError(
    'unreachable',
    'What answered is not the server, or was cut off: this network may ask to be signed in to.',
  );
}

function isPlayerErrorCode(code: string): code is PlayerErrorCode {
  return Object.hasOwn(RETRY, code);
}
