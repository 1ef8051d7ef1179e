import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const WORKER_NAME = 'mediasoup-worke'; // the kernel keeps 15 characters of a process's name

/** The process ids of the SFU workers of a server, by the process that was started first. */
export function workerPids(serverPid: number): number[] {
  const processes = allProcesses();
  const air = processes.filter(({ parentPid }) => parentPid === serverPid).map(({ pid }) => pid);
  return processes
    .filter(({ name, parentPid }) => name === WORKER_NAME && air.includes(parentPid))
    .map(({ pid }) => pid);
}

/** The process id of a part of a server. @throws Error while it is away. */
export function partPid(serverPid: number, part: 'air' | 'office' | 'front'): number {
  const children = allProcesses().filter(({ parentPid }) => parentPid === serverPid);
  const found = children.find(({ pid }) => commandOf(pid).includes(`/server/${part}/main.js`));
  if (found === undefined) throw new Error(`process ${serverPid} has no ${part}`);
  return found.pid;
}

/** @throws Error when no worker of the server has this UDP port. */
export function workerOfUdpPort(serverPid: number, port: number): number {
  const socket = `socket:[${inodeOfUdpPort(port)}]`;
  const pid = workerPids(serverPid).find((candidate) => openFiles(candidate).includes(socket));
  if (pid === undefined) throw new Error(`no worker of process ${serverPid} has UDP port ${port}`);
  return pid;
}

interface RunningProcess {
  readonly pid: number;
  readonly name: string;
  readonly parentPid: number;
}

function allProcesses(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [, name = '', parentPid] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
        return [{ pid: Number(pid), name, parentPid: Number(parentPid) }];
      } catch {
        return []; // it ended meanwhile
      }
    });
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
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
