import { once } from 'node:events';
import type { Agent } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import type { PlayerConfig } from '../../shared/api/config.js';
import { VIEWER_NAMESPACE } from '../../shared/protocol/version.js';
import {
  type Answer,
  type JoinAnswer,
  type Reason,
  type TimelineWindow,
  VIEWER_PROTOCOL,
} from '../../shared/protocol/viewer.js';

/** A viewer as the server's signaling sees one: it joins and listens, and takes no media. */
export class SignalingViewer {
  readonly timelines: TimelineWindow[] = [];
  readonly targets: number[] = [];
  readonly moves: Reason[] = [];
  readonly ends: Reason[] = [];
  readonly #socket: Socket;
  readonly #config: PlayerConfig;

  private constructor(socket: Socket, config: PlayerConfig) {
    this.#socket = socket;
    this.#config = config;
    socket.on('timeline', (window) => this.timelines.push(window));
    socket.on('target-latency', ({ targetLatencyMs }) => this.targets.push(targetLatencyMs));
    socket.on('moved', (reason) => this.moves.push(reason));
    socket.on('ended', (reason) => this.ends.push(reason));
  }

  /** @param agent whose connections it uses; the usual ones when left out */
  static async connect(serverUrl: string, agent?: Agent): Promise<SignalingViewer> {
    const config = (await (await fetch(`${serverUrl}/api/v1/config`)).json()) as PlayerConfig;
    const socket = io(serverUrl + VIEWER_NAMESPACE, {
      ...{ transports: ['websocket'], forceNew: true, reconnection: false },
      ...(agent && { agent: agent as never }),
    });
    const viewer = new SignalingViewer(socket, config);
    await once(socket as never, 'connect');
    return viewer;
  }

  async join(channel: string, token?: string): Promise<Answer<JoinAnswer>> {
    return this.ask('join', {
      ...{ protocol: VIEWER_PROTOCOL, channel, rtpCapabilities: this.#config.routerRtpCapabilities },
      ...(token === undefined ? {} : { token }),
    });
  }

  async ask<Result>(event: string, request: unknown = {}): Promise<Answer<Result>> {
    return this.#socket.timeout(5000).emitWithAck(event, request);
  }

  /** Answers with the next one of an event, or fails after some seconds. */
  async next(event: 'timeline' | 'target-latency' | 'moved' | 'ended'): Promise<void> {
    await once(this.#socket as never, event, { signal: AbortSignal.timeout(5000) });
  }

  /** As when the network goes away. */
  cut(): void {
    this.#socket.io.engine.close();
  }

  leave(): void {
    this.#socket.disconnect();
  }
}
