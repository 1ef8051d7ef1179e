import type { Namespace, Socket } from 'socket.io';
import type { z } from 'zod';
import { CodedError } from '../../../shared/errors.js';
import type {
  Answer,
  Reason,
  ServerToViewerEvents,
  TimelineWindow,
  ViewerToServerEvents,
} from '../../../shared/protocol/viewer.js';
import {
  connectTransportRequestSchema,
  emptyRequestSchema,
  joinRequestSchema,
  pingRequestSchema,
  renewRequestSchema,
  reportSchema,
  resumeRequestSchema,
} from '../../../shared/protocol/viewer.js';
import type { Millis } from '../../../shared/units.js';
import { addressBlock } from '../../limits/address-block.js';
import { TokenBucket } from '../../limits/token-bucket.js';
import type { MeteredLog } from '../../log/metered-log.js';
import type { Connection, Connections } from './connections.js';
import type { ViewerSessionDeps } from './viewer-session.js';
import { ViewerSession } from './viewer-session.js';

type ViewerSocket = Socket<ViewerToServerEvents, ServerToViewerEvents>;
export type ViewerNamespace = Namespace<ViewerToServerEvents, ServerToViewerEvents>;

const EVENT_BURST = 60;
const EVENTS_PER_SECOND = 20;

export interface ViewerSocketDeps extends ViewerSessionDeps {
  readonly connections: Connections;
}

/** Serves the viewers of a namespace: each event validated, rate-limited and acknowledged. */
export function serveViewers(namespace: ViewerNamespace, deps: ViewerSocketDeps, log: MeteredLog): void {
  namespace.use((socket, next) => {
    try {
      deps.connections.of(socket.conn).enterNamespace();
      next();
    } catch (error) {
      const { code, message } = CodedError.from(error);
      next(Object.assign(new Error(message), { data: { code, message } }));
    }
  });
  namespace.on('connection', (socket) => new ViewerConnection(socket, deps, log));
}

class ViewerConnection {
  readonly #socket: ViewerSocket;
  readonly #deps: ViewerSessionDeps;
  readonly #log: MeteredLog;
  readonly #connection: Connection;
  readonly #bucket: TokenBucket;
  #session: ViewerSession | undefined;
  /** The one before, which serves the viewer until the picture of the new one is there. */
  #previous: ViewerSession | undefined;
  #joining = false;

  constructor(socket: ViewerSocket, deps: ViewerSocketDeps, log: MeteredLog) {
    this.#socket = socket;
    this.#deps = deps;
    this.#log = log;
    this.#connection = deps.connections.of(socket.conn);
    this.#bucket = new TokenBucket(EVENT_BURST, EVENTS_PER_SECOND, deps.clock.now());
    const from = addressBlock(deps.proxies.senderOf(socket.request));
    this.#serve('join', joinRequestSchema, (request) => this.#join(request));
    this.#serve('connect-transport', connectTransportRequestSchema, async (request) => {
      await this.#joined.connectTransport(request);
      return {};
    });
    this.#serve('resume', resumeRequestSchema, async (request) => {
      await this.#joined.resume(request);
      return {};
    });
    this.#serve('restart-ice', emptyRequestSchema, () => this.#joined.restartIce());
    this.#serve('renew', renewRequestSchema, (request) => this.#joined.renew(request));
    this.#serve('ping', pingRequestSchema, async ({ t0 }) => {
      const t1 = deps.clock.now();
      return { t0, t1, t2: deps.clock.now() };
    });
    this.#serve('report', reportSchema, async (report) => {
      this.#joined.report(report, from);
      return {};
    });
    this.#serve('leave', emptyRequestSchema, async () => {
      this.#end();
      return {};
    });
    socket.on('disconnect', (reason) => this.#disconnected(reason));
  }

  get #joined(): ViewerSession {
    if (this.#session === undefined || this.#session.isClosed) throw new CodedError('not-joined');
    return this.#session;
  }

  async #join(request: z.infer<typeof joinRequestSchema>) {
    if (this.#joining) throw new CodedError('bad-request', 'A join is under way already.');
    this.#connection.countJoin();
    this.#joining = true;
    try {
      const listener = {
        onTimeline: (window: TimelineWindow) => this.#socket.emit('timeline', window),
        onTargetLatency: (targetLatencyMs: Millis) => this.#socket.emit('target-latency', { targetLatencyMs }),
        onMoved: (reason: Reason) => this.#socket.emit('moved', reason),
        onEnded: (reason: Reason) => this.#socket.emit('ended', reason),
      };
      const session = await ViewerSession.create(request, this.#deps, listener, {
        address: this.#connection.address,
        previous: this.#session,
      });
      if (!this.#socket.connected) {
        session.close();
        throw new CodedError('not-joined');
      }
      this.#previous?.close();
      this.#previous = this.#session;
      this.#previous?.replaced();
      this.#session = session;
      return session.start();
    } finally {
      this.#joining = false;
    }
  }

  #end(): void {
    this.#previous?.close();
    this.#session?.close();
    this.#session = undefined;
  }

  #disconnected(reason: string): void {
    this.#connection.namespaces -= 1;
    this.#previous?.close();
    const hasLeft = reason === 'client namespace disconnect' || reason === 'server shutting down';
    if (hasLeft) this.#end();
    else this.#session?.orphan();
  }

  /** One event: what it must look like, and what answers it. */
  #serve<Schema extends z.ZodType, Result extends object>(
    event: keyof ViewerToServerEvents,
    schema: Schema,
    handle: (request: z.infer<Schema>) => Promise<Result>,
  ): void {
    const listener = (request: unknown, acknowledge: unknown) => {
      const isWithin = this.#bucket.take(this.#deps.clock.now());
      // An event without an acknowledgement is none of the contract's.
      if (typeof acknowledge !== 'function') return;
      if (!isWithin) acknowledge(refusal(new CodedError('rate-limited')));
      else void this.#answer(event, schema, handle, request).then((answer) => acknowledge(answer));
    };
    this.#socket.on(event, listener as never);
  }

  async #answer<Schema extends z.ZodType, Result extends object>(
    event: string,
    schema: Schema,
    handle: (request: z.infer<Schema>) => Promise<Result>,
    request: unknown,
  ): Promise<Answer<Result>> {
    try {
      const parsed = schema.safeParse(request);
      if (!parsed.success) throw new CodedError('bad-request', describe(event, parsed.error));
      return { ok: true, ...(await handle(parsed.data)) };
    } catch (error) {
      const coded = CodedError.from(error);
      if (coded.code === 'internal') this.#log.error(event, { err: error, event }, 'a viewer event failed');
      return refusal(coded);
    }
  }
}

function refusal({ code, message }: CodedError): Answer<never> {
  return { ok: false, error: { code, message } };
}

function describe(event: string, error: z.ZodError): string {
  const [issue] = error.issues;
  return `${event}: ${issue?.path.join('.') || 'the request'}: ${issue?.message ?? 'not understood'}`;
}
