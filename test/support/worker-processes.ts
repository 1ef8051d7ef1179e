import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const WORKER_NAME = 'mediasoup-worke'; // the kernel keeps 15 characters of a process's name

/** The process ids of the SFU workers that a server process started. */
export function workerPids(serverPid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const { name, parentPid } = processOf(pid);
      return parentPid === serverPid && name === WORKER_NAME;
    });
}

/** @throws Error when no worker of the server has this UDP port. */
export function workerOfUdpPort(serverPid: number, port: number): number {
  const socket = `socket:[${inodeOfUdpPort(port)}]`;
  const pid = workerPids(serverPid).find((candidate) => openFiles(candidate).includes(socket));
  if (pid === undefined) throw new Error(`no worker of process ${serverPid} has UDP port ${port}`);
  return pid;
}

function processOf(pid: number): { name?: string; parentPid?: number } {
  try {
    const [, name, parentPid] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name: name ?? '', parentPid: Number(parentPid) };
  } catch {
    return {}; // it ended meanwhile
  }
}

function inodeOfUdpPort(port: number): string | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = readFileSync('/proc/net/udp', 'utf8').split('\n');
  const line = lines.find((candidate) => candidate.trim().split(/\s+/)[1]?.endsWith(`:${hexPort}`));
  return line?.trim().split(/\s+/)[9];
}

function openFiles(pid: number): string[] {
  const dir = `/proc/${pid}/fd`;
  return readdirSync(dir).map((fd) => {
    try {
      return readlinkSync(`${dir}/${fd}`);
    } catch {
      return ''; // closed meanwhile
    }
  });
}
