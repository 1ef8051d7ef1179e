import { writeFileSync } from 'node:fs';

/** Makes a real program that can be run: what looks for programs finds out about them by running them. */
export function writeShellProgram(file: string, script: string): string {
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}
