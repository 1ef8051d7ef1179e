/** Every error a caller may meet, with its HTTP status and the sentence that is shown when nothing better is known. */
const ERROR_CATALOGUE = {
  'bad-request': { status: 400, message: 'The request is not of the form the contract asks for.' },
  'unsupported-protocol': {
    status: 400,
    message: 'This player and this server speak different versions: reload the page.',
  },
  'unsupported-client': { status: 400, message: 'This browser can decode none of what is sent (H.264 and Opus).' },
  'token-required': { status: 401, message: 'This channel can be watched with a viewer token only.' },
  'token-invalid': { status: 401, message: 'This viewer token is not one of this server: ask for a new one.' },
  'token-expired': { status: 401, message: 'This viewer token has expired: ask for a new one.' },
  'token-revoked': { status: 401, message: 'This viewer token was revoked: ask whoever gave it to you.' },
  'token-wrong-channel': { status: 403, message: 'This viewer token is for another channel: ask for one for this.' },
  'sign-in-required': { status: 401, message: 'Sign in first: this is for hosts.' },
  'sign-in-failed': { status: 401, message: 'The user name or the password is wrong.' },
  'session-invalid': { status: 401, message: 'This session or token is not valid here: sign in again.' },
  'session-expired': { status: 401, message: 'This session has ended: sign in again.' },
  'key-invalid': { status: 401, message: 'This API key is not valid (any more): make another one.' },
  'key-expired': { status: 401, message: 'This API key has expired: make another one.' },
  'password-wrong': { status: 403, message: 'The old password is wrong.' },
  'not-allowed': { status: 403, message: 'Your role does not allow this.' },
  'origin-refused': {
    status: 403,
    message: 'A page of another site may not do this in your name: use the console, or send a token.',
  },
  'import-disabled': { status: 403, message: 'Imports are off: start the server with IMPORT_DIR.' },
  'import-outside': { status: 403, message: 'Only files in IMPORT_DIR can be imported.' },
  'channel-unknown': { status: 404, message: 'There is no such channel.' },
  'media-unknown': { status: 404, message: 'There is no such media.' },
  'user-unknown': { status: 404, message: 'There is no such user.' },
  'key-unknown': { status: 404, message: 'There is no such API key.' },
  'signing-key-unknown': { status: 404, message: 'There is no such signing key.' },
  'sequence-unknown': { status: 404, message: 'There is no such sequence.' },
  'entry-unknown': { status: 404, message: 'There is no such entry in the schedule.' },
  'version-unknown': { status: 404, message: 'The schedule has no such version.' },
  'not-found': { status: 404, message: 'There is nothing at this address.' },
  'upload-unknown': { status: 404, message: 'There is no such upload: start it again.' },
  'upload-expired': { status: 410, message: 'This upload was left unfinished for too long: start it again.' },
  'upload-offset': { status: 409, message: 'The upload stands elsewhere: ask where with HEAD, and go on from there.' },
  'wrong-state': { status: 409, message: 'This cannot be done in the state it is in.' },
  'name-taken': { status: 409, message: 'This name is taken: choose another one.' },
  'last-admin': { status: 409, message: 'This is the last administrator: make another one first.' },
  'too-many-keys': { status: 409, message: 'There are as many API keys as one user may have: revoke some first.' },
  'too-many-revocations': {
    status: 409,
    message: 'As many tokens of this channel are revoked as are kept: retire the key that signed them instead.',
  },
  'media-in-use': { status: 409, message: 'The media is in use: take it out of the sequences that have it first.' },
  'token-in-use': {
    status: 409,
    message: 'As many are watching with this invitation as it allows: end it elsewhere, or wait.',
  },
  'media-not-ready': { status: 409, message: 'The media is not prepared yet: wait until it is ready.' },
  'sequence-in-use': { status: 409, message: 'The sequence is scheduled: take it out of the schedules first.' },
  'channel-exists': { status: 409, message: 'There is a channel with this slug already: choose another.' },
  'schedule-conflict': {
    status: 409,
    message: 'Another entry of the same priority is in the way: move one of them, or give one a higher priority.',
  },
  'schedule-full': { status: 409, message: 'The schedule has as many entries as it takes: remove some first.' },
  'on-air-change': {
    status: 409,
    message: 'This would change what is on air right now: send force=true to do so all the same.',
  },
  'version-incomplete': {
    status: 409,
    message: 'This version cannot come back: something that it plays has been deleted.',
  },
  'stale-revision': { status: 412, message: 'Somebody else has changed this meanwhile: look at it again.' },
  'upload-protocol': { status: 412, message: 'Uploads speak tus 1.0: send the header Tus-Resumable: 1.0.0.' },
  'request-too-large': { status: 413, message: 'The request is larger than is taken here.' },
  'upload-overrun': {
    status: 413,
    message: 'More bytes were sent than Upload-Length announced: start it again with the right length.',
  },
  'upload-too-large': { status: 413, message: 'The file is larger than MAX_UPLOAD_BYTES allows.' },
  'range-unsatisfiable': { status: 416, message: 'The range lies behind the end of what is there.' },
  'repeat-invalid': { status: 422, message: 'The rule that it repeats by cannot be understood.' },
  'no-media-path': {
    status: 408,
    message: 'No media connection to the server came about, or it broke: join again.',
  },
  'not-joined': { status: 409, message: 'Join a channel first.' },
  'too-many-uploads': {
    status: 429,
    message: 'Too many uploads are unfinished: finish or delete some of them first.',
  },
  'rate-limited': { status: 429, message: 'Too many requests: wait a moment and try again.' },
  'channel-full': { status: 503, message: 'As many are watching this channel as it has room for: try again later.' },
  'server-full': { status: 503, message: 'This server serves as many viewers as it can: try again later.' },
  'not-ready': {
    status: 503,
    message: 'The server is starting or restarting a part of itself: try again in a moment.',
  },
  'database-busy': {
    status: 503,
    message: 'Another program has locked the database of the server: try again in a moment.',
  },
  'store-unavailable': {
    status: 503,
    message: 'The media store of the server does not answer: try again in a moment.',
  },
  'source-missing': { status: 404, message: 'The file to prepare is not there (any more): upload it again.' },
  'source-empty': { status: 422, message: 'The file is empty: upload it again.' },
  'source-not-video': {
    status: 422,
    message: 'This is not a video file that can be read: export it as MP4, MOV, MKV or WebM.',
  },
  'source-no-picture': {
    status: 422,
    message: 'The file has sound but no moving picture: choose the file with the video in it.',
  },
  'source-encrypted': {
    status: 422,
    message: 'The file is encrypted (copy protection, DRM): export or record it without, and upload that.',
  },
  'source-incomplete': {
    status: 422,
    message: 'The end of the file is missing: the download or copy was cut off. Fetch it again and upload the whole.',
  },
  'source-damaged': {
    status: 422,
    message: 'Too much of the file is damaged to be shown: fetch it again from where it came from.',
  },
  'source-too-long': { status: 422, message: 'The video is too long: split it into parts.' },
  'source-too-large': { status: 422, message: 'The file or its picture is too large: export it smaller.' },
  'preparation-cancelled': { status: 409, message: 'The preparation was cancelled: it can be started again.' },
  'preparation-stalled': {
    status: 500,
    message: 'The preparation of the file did not get on and was ended: try again.',
  },
  'preparation-failed': {
    status: 500,
    message: 'The file could not be prepared: try again, or export it anew as MP4.',
  },
  'storage-full': { status: 507, message: 'The disk of the server is full: make room and try again.' },
  'not-implemented': { status: 501, message: 'This server cannot answer in that form.' },
  internal: { status: 500, message: 'Something went wrong on the server.' },
} as const;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** The HTTP status a code is answered with. */
export function statusOf(code: ErrorCode): number {
  return ERROR_CATALOGUE[code].status;
}

/** The sentence of a code, the same each time it occurs. */
export function titleOf(code: ErrorCode): string {
  return ERROR_CATALOGUE[code].message;
}

/** An error with a stable code: the only kind that crosses the wire. */
export class CodedError extends Error {
  readonly status: number;

  /**
   * @param detail replaces the catalogue's sentence when more is known: what is wrong, and the remedy.
   * @param details what a program can act on, such as the places that use a media.
   */
  constructor(
    readonly code: ErrorCode,
    detail?: string,
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(detail ?? titleOf(code));
    this.name = 'CodedError';
    this.status = statusOf(code);
  }

  /** A coded error as it is; anything else becomes `internal`, its own words kept from the wire. */
  static from(error: unknown): CodedError {
    return error instanceof CodedError ? error : new CodedError('internal');
  }
}
