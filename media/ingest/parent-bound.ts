import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

const SETPRIV = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;
let isAvailable: boolean | undefined;

/**
 * The command that runs a program so that the kernel kills it when its parent ends, however that ends (PR_SET_PDEATHSIG,
 * with Linux' setpriv(1)). Without that a tool would work on beside the successor that does the same once more. Where
 * there is no such program the command is the program alone.
 */
export function parentBound(binary: string, args: readonly string[]): { command: string; args: readonly string[] } {
  const [command, ...options] = SETPRIV;
  // A program that cannot be run is reported by its own error, not by setpriv's.
  if (!canBind() || !isExecutable(binary)) return { command: binary, args };
  return { command, args: [...options, binary, ...args] };
}

function canBind(): boolean {
  isAvailable ??= spawnSync(SETPRIV[0], [...SETPRIV.slice(1), 'true'], { stdio: 'ignore' }).status === 0;
  return isAvailable;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
