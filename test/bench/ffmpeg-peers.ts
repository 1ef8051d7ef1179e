import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { FFMPEG_BIN } from '../support/ffmpeg-run.js';
import { freePorts } from '../support/free-ports.js';
import { type ProcessUsage, processUsage } from './process-usage.js';

const WARM_UP_MS = 3000;

export interface PeersOptions {
  /** Each of its streams is sent to a port of its own. */
  readonly file: string;
  readonly streams: number;
  readonly count: number;
  readonly seconds: number;
}

export interface PeersResult {
  /** Of each process, as a part of one core. */
  readonly cpuShares: readonly number[];
  readonly rssMbs: readonly number[];
  readonly packetsPerSecond: number;
}

/**
 * The usual way to play files out: one `ffmpeg -re -c copy` per channel, sending picture and sound as RTP. Runs some of
 * them side by side, with somebody at the ports they send to, and measures each after its start-up work is done.
 *
 * @throws Error when a process ends early: it would be measured as cheap.
 */
export async function measurePeers({ file, streams, count, seconds }: PeersOptions): Promise<PeersResult> {
  const firstPort = await freePorts(2 * streams * count); // RTP on the even ones
  const sockets: Socket[] = [];
  const peers: ChildProcess[] = [];
  let packets = 0;
  try {
    for (let index = 0; index < count; index++) {
      const ports = Array.from({ length: streams }, (_, stream) => firstPort + 2 * (index * streams + stream));
      for (const port of ports) sockets.push(await listen(port, () => packets++));
      peers.push(startPeer(file, ports));
    }
    await wait(WARM_UP_MS);
    packets = 0;
    const before = peers.map(usageOf);
    const startedMs = performance.now();
    await wait(seconds * 1000);
    const elapsedMs = performance.now() - startedMs;
    const after = peers.map(usageOf);
    return {
      cpuShares: after.map(({ cpuMs }, index) => (cpuMs - before[index]!.cpuMs) / elapsedMs),
      rssMbs: after.map(({ rssMb }) => rssMb),
      packetsPerSecond: packets / count / (elapsedMs / 1000),
    };
  } finally {
    await Promise.all(peers.map(stop));
    for (const socket of sockets) socket.close();
  }
}

function startPeer(file: string, ports: readonly number[]): ChildProcess {
  const input = ['-re', '-stream_loop', '-1', '-i', file];
  const outputs = ports.flatMap((port, stream) => [
    ...['-map', `0:${stream}`, '-c', 'copy', '-f', 'rtp', `rtp://127.0.0.1:${port}`],
  ]);
  return spawn(FFMPEG_BIN, ['-nostdin', '-loglevel', 'quiet', ...input, ...outputs], { stdio: 'ignore' });
}

function usageOf(peer: ChildProcess): ProcessUsage {
  if (peer.pid === undefined || peer.exitCode !== null) throw new Error('an ffmpeg to compare with ended early');
  return processUsage(peer.pid);
}

async function listen(port: number, onPacket: () => void): Promise<Socket> {
  const socket = createSocket('udp4', onPacket);
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function stop(peer: ChildProcess): Promise<void> {
  if (peer.exitCode !== null || peer.signalCode !== null) return;
  const ended = once(peer, 'exit');
  peer.kill('SIGKILL');
  await ended;
}
