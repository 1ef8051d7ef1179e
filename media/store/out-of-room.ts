/** What a full disk, a spent quota and a file as large as one may be are called by the system; a full disk by SQLite. */
const OUT_OF_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL']);

/** Whether bytes could not be written for want of room. */
export function isOutOfRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && OUT_OF_ROOM.has(String(error.code));
}
