/**
 * A store did not do what was asked, for a reason that lies with the store or the way to it: nothing is said about the
 * object, and the same request may succeed later. The message is one line that says why.
 */
export class StoreUnavailableError extends Error {
  constructor(reason: string, cause: unknown) {
    super(reason, { cause });
    this.name = 'StoreUnavailableError';
  }
}

/** What the system says of a disk or a network file system that fails, as opposed to a file that is not there. */
const FAULTS_OF_A_DISK = new Set([
  ...['EIO', 'EROFS', 'EACCES', 'EPERM', 'EBUSY', 'EAGAIN', 'EMFILE', 'ENFILE', 'ENODEV', 'ENXIO'],
  ...['ESTALE', 'ENOTCONN', 'ENOLINK', 'EREMOTEIO', 'EHOSTDOWN', 'EHOSTUNREACH', 'ETIMEDOUT', 'ESHUTDOWN'],
]);

/** An error of a file system as a store tells it: faults of the disk are its own, everything else stays as it is. */
export function diskFailure(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return FAULTS_OF_A_DISK.has(code) ? new StoreUnavailableError(`its disk fails (${code})`, error) : error;
}
