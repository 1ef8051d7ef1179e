/**
 * Why a worker did not start.
 * `setting`: it cannot work as it is set up, however often it is tried. `port`: another process holds its port, perhaps
 * the predecessor that is ending. `exit`: the program ended by itself. `machine`: the machine had no room for it.
 */
export interface StartFailure {
  readonly kind: 'setting' | 'port' | 'exit' | 'machine';
  readonly message: string;
}

const EXITED = /code:(\d+), signal:null/;
const KILLED = /signal:(SIG\w+)/;
const WRONG_SETTING =
  /\b(ENOENT|EACCES|EPERM|ENOEXEC|ENOTDIR|EISDIR|EADDRNOTAVAIL)\b|wrong settings|permission denied|not available|invalid (IP|address)|invalid port/i;

/** Sorts an error of mediasoup, which has no codes, by its words. */
export function startFailure(error: unknown): StartFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('address already in use')) return { kind: 'port', message: 'the port is in use' };
  if (WRONG_SETTING.test(message)) return { kind: 'setting', message };
  const code = EXITED.exec(message)?.[1];
  if (code !== undefined) return { kind: 'exit', message: `the program ended with code ${code}` };
  const signal = KILLED.exec(message)?.[1];
  if (signal !== undefined) return { kind: 'machine', message: `the process was ended by ${signal}` };
  return { kind: 'machine', message };
}
