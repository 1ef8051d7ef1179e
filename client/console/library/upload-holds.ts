/** A file, as far as the tabs of a browser can tell one from another. */
interface UploadedFile {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Each tab holds a lock of the browser for every upload that it has, so that others leave it alone; a tab that is closed
 * gives them back, and one that crashes does. Browsers have no locks where a page came over plain HTTP from elsewhere:
 * nothing is held there.
 */
const locks: LockManager | undefined = navigator.locks;
const lockOf = ({ name, bytes }: UploadedFile) => `streamsync upload of ${bytes} bytes: ${name}`;

/** @returns what gives it back; null while another tab has it */
export async function holdUpload(file: UploadedFile): Promise<(() => void) | null> {
  if (locks === undefined) return () => undefined;
  return new Promise((resolve, reject) => {
    const hold = (lock: Lock | null) => {
      if (lock === null) return resolve(null);
      return new Promise<void>((release) => resolve(release));
    };
    locks.request(lockOf(file), { ifAvailable: true }, hold).catch(reject);
  });
}

/** Tells of uploads whether a tab, this or another, has them at the moment. */
export async function findHolds(): Promise<(file: UploadedFile) => boolean> {
  const { held = [] } = (await locks?.query()) ?? {};
  // Whoever waits for a lock to be free has it for a moment, too: shared.
  const names = new Set(held.filter(({ mode }) => mode === 'exclusive').map(({ name }) => name));
  return (file) => names.has(lockOf(file));
}

/** Resolves when no tab has an upload any more. @throws the signal's reason */
export async function whenFree(file: UploadedFile, signal: AbortSignal): Promise<void> {
  await locks?.request(lockOf(file), { mode: 'shared', signal }, () => undefined);
}
