import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dirs = new Set<string>();

process.once('exit', () => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

/** A fresh folder that is gone when this process is, however it ends short of kill -9. */
export function makeTempDir(label: string): string {
  const dir = mkdtempSync(join(tmpdir(), `streamsync-${label}-`));
  dirs.add(dir);
  return dir;
}
