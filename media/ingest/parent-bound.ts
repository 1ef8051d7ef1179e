import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** By its path: what it runs may have another PATH than we have. */
const WHERE_SETPRIV_IS = ['/usr/bin/setpriv', '/bin/setpriv', '/usr/local/bin/setpriv'];
const OPTIONS = ['--pdeathsig', 'KILL', '--'];
let setpriv: string | null | undefined;

/**
 * The command that runs a program so that the kernel kills it when its parent ends, however that ends, and even while the
 * program is stopped (PR_SET_PDEATHSIG, with Linux' setpriv(1)). Without that it would go on beside a successor that does
 * the same once more. Where there is no such program the command is the program alone.
 */
export function parentBound(program: string, args: readonly string[]): { command: string; args: readonly string[] } {
  setpriv ??= findSetpriv();
  return setpriv === null ? { command: program, args } : { command: setpriv, args: [...OPTIONS, program, ...args] };
}

function findSetpriv(): string | null {
  const path = WHERE_SETPRIV_IS.find(isExecutable);
  const isUsable = path !== undefined && spawnSync(path, [...OPTIONS, 'true'], { stdio: 'ignore' }).status === 0;
  return isUsable ? path : null;
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
