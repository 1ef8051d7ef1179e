import type { IncomingHttpHeaders } from 'node:http';
import type { Millis } from '../../shared/units.js';
import type { Environment } from '../config/load-settings.js';
import type { Settings } from '../config/settings.js';

/** A request for a WebSocket, handed over with its connection. */
export interface UpgradeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Bytes that were read behind the request; base64 */
  readonly head: string;
}

/** Where the processes of a server find one another. */
export interface LocalSockets {
  /** Air's ends of the links. */
  readonly airForOffice: string;
  readonly airForFront: string;
  /** Socket.IO over HTTP, for clients that poll. */
  readonly polling: string;
  /** The office's API. */
  readonly office: string;
}

/** What a process is started with. */
export interface StartOrder {
  /** The settings as they were given: each process reads them for itself. */
  readonly environment: Environment;
  readonly dataDir: string;
  readonly logLevel: Settings['LOG_LEVEL'];
  readonly sockets: LocalSockets;
  /** The master clock as it was last told: a new process goes on by it. Undefined on the first start. */
  readonly clockOffsetMs: Millis | undefined;
}

/** What the first process says to those that it starts. */
export type Order =
  | { readonly type: 'start'; readonly order: StartOrder }
  | { readonly type: 'clock'; readonly offsetMs: Millis }
  /** Comes with a connection. */
  | { readonly type: 'upgrade'; readonly request: UpgradeRequest }
  /** To be answered with `pong`. */
  | { readonly type: 'ping' }
  | { readonly type: 'stop' };

/** What they say to it. */
export type Notice = PartNotice | { readonly type: 'pong' };

/** All of that but the answers to pings. */
export type PartNotice =
  | { readonly type: 'ready'; readonly url?: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'clock'; readonly offsetMs: Millis }
  /** Comes with a connection, for air. */
  | { readonly type: 'upgrade'; readonly request: UpgradeRequest }
  | { readonly type: 'admin-made'; readonly username: string; readonly password: string };
