import { readFileSync } from 'node:fs';

// Linux reports CPU time to user space in hundredths of a second on every architecture (USER_HZ).
const TICK_MS = 10;

export interface ProcessUsage {
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** What a process has used so far, read from the kernel (proc(5)). */
export function processUsage(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the command's name in parentheses and may hold spaces; the third is the first after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuMs = (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  const rssKb = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return { cpuMs, rssMb: rssKb / 1024 };
}
