import type { Clock } from '../../../media/playout/clock.js';
import type { IceServer } from '../../../shared/api/config.js';
import { CodedError } from '../../../shared/errors.js';
import type {
  ConnectTransportRequest,
  JoinAnswer,
  JoinRequest,
  RenewAnswer,
  RenewRequest,
  Report,
  RestartIceAnswer,
  ResumeRequest,
  TimelineWindow,
} from '../../../shared/protocol/viewer.js';
import { VIEWER_PROTOCOL } from '../../../shared/protocol/viewer.js';
import type { Millis } from '../../../shared/units.js';
import type { ViewerGate } from '../../credentials/viewer-gate.js';
import type { ViewerPass } from '../../credentials/viewer-pass.js';
import type { TrustedProxies } from '../../net/trusted-proxies.js';
import type { Channels } from '../airing/channels.js';
import type { OnAir } from '../airing/on-air.js';
import type { FeedRegistry, Place } from '../feeds/feed-registry.js';
import { ViewerTransport } from '../sfu/viewer-transport.js';
import type { ReportBook } from '../viewers/report-book.js';
import { nextWindowInMs, timelineWindow } from '../viewers/timeline-window.js';
import type { ViewerRoster } from '../viewers/viewer-roster.js';
import type { ViewerSeat } from '../viewers/viewer-seat.js';
import type { AddressUse, ClaimedSeat } from './address-book.js';
import type { SlicedQueue } from './sliced-queue.js';

const ORPHAN_MS = 8000;
/** How long a viewer who joins anew is still served from where it was: until the new picture is there. */
const HAND_OVER_MS = 3000;

export interface ViewerSessionDeps {
  readonly channels: Channels;
  readonly feeds: FeedRegistry;
  readonly roster: ViewerRoster;
  readonly gate: Pick<ViewerGate, 'admit'>;
  readonly clock: Clock;
  readonly reports: ReportBook;
  /** Of a viewer who has joined, by its pass; undefined for those that everybody is told of. */
  readonly iceServersOf?: (pass: ViewerPass) => IceServer[] | undefined;
  /** Whose word on who connects is taken. */
  readonly proxies: Pick<TrustedProxies, 'senderOf'>;
  /** What all viewers are told of at once. */
  readonly announcements: SlicedQueue;
}

/** Hears what a session has to say to its viewer. */
export interface ViewerSessionListener {
  onTimeline(window: TimelineWindow): void;
  onTargetLatency(targetLatencyMs: Millis): void;
  /** The viewer should join again. */
  onMoved(reason: { code: string; message: string }): void;
  /** The viewer has to go: the session is closed. */
  onEnded(reason: { code: string; message: string }): void;
}

/** Where a viewer comes from. */
export interface Arrival {
  readonly address: AddressUse;
  /** The session that the same viewer is leaving for the new one. */
  readonly previous: ViewerSession | undefined;
}

/** What a session holds for its viewer. */
interface Held {
  readonly seat: ViewerSeat;
  readonly claim: ClaimedSeat;
  readonly place: Place;
  readonly transport: ViewerTransport;
}

/** One viewer on one channel, from join to leave. */
export class ViewerSession {
  readonly #deps: ViewerSessionDeps;
  readonly #seat: ViewerSeat;
  readonly #claim: ClaimedSeat;
  readonly #place: Place;
  readonly #transport: ViewerTransport;
  readonly #listener: ViewerSessionListener;
  #cancelTimeline: (() => void) | undefined;
  #cancelClosing: (() => void) | undefined;
  #closed = false;

  private constructor(deps: ViewerSessionDeps, held: Held, listener: ViewerSessionListener) {
    const { seat, claim, place, transport } = held;
    this.#deps = deps;
    this.#seat = seat;
    this.#claim = claim;
    this.#place = place;
    this.#transport = transport;
    this.#listener = listener;
    transport.once('connected', () => claim.finish());
    transport.once('gone', (code) => {
      this.close();
      const message = code === 'not-ready' ? 'The media server restarted.' : new CodedError(code).message;
      listener.onMoved({ code, message });
    });
    seat.on('timeline', (onAir) => deps.announcements.add(() => this.#tellTimeline(onAir)));
    seat.on('target-latency', (targetLatencyMs) => listener.onTargetLatency(targetLatencyMs));
    seat.once('split', () => this.#tellToMove());
    seat.once('ended', ({ code, message }) => {
      this.close();
      listener.onEnded({ code, message });
    });
  }

  /** @throws CodedError when there is no such channel, no seat or place, no right to it, or no codec in common. */
  static async create(
    request: JoinRequest,
    deps: ViewerSessionDeps,
    listener: ViewerSessionListener,
    { address, previous }: Arrival,
  ): Promise<ViewerSession> {
    if (request.protocol !== VIEWER_PROTOCOL) throw new CodedError('unsupported-protocol');
    const { channels, gate, roster, feeds, clock } = deps;
    const channel = await channels.get(request.channel);
    const admission = { channel, token: request.token };
    const pass = await gate.admit(admission);
    const leaving = previous === undefined ? undefined : { seat: previous.#seat, place: previous.#place };
    const isMove = previous !== undefined && !previous.isClosed;
    const undo: (() => void)[] = [];
    try {
      const claim = address.claim({ isInvited: pass.tokenId !== null, isMove });
      undo.push(() => claim.release());
      const seat = await takeSeat(deps, channel.slug, pass, leaving?.seat);
      undo.push(() => roster.leave(seat));
      // From here on a revocation reaches the seat; one that came just before is met here.
      await gate.admit(admission);
      const place = await feeds.place(seat, leaving?.place);
      undo.push(() => place.release());
      const transport = await ViewerTransport.create(place.outlet, request.rtpCapabilities, clock);
      undo.push(() => transport.close());
      seat.assertHeld();
      return new ViewerSession(deps, { seat, claim, place, transport }, listener);
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    }
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** What the viewer needs to know, and from now on the timeline as it goes on. */
  start(): JoinAnswer {
    const timeline = this.#window();
    this.#scheduleTimeline(timeline);
    if (this.#seat.hasParted) this.#tellToMove();
    return {
      session: this.#seat.id,
      transport: this.#transport.offer,
      consumers: this.#transport.consumers,
      timeline,
      targetLatencyMs: this.#seat.onAir.channel.targetLatencyMs,
      ...this.#iceServers(),
      tokenExpiresInMs: this.#seat.expiresInMs,
    };
  }

  /**
   * Goes on with a newer token of its viewer.
   * @throws CodedError when it does not open the channel, or is not this viewer's.
   */
  async renew({ token }: RenewRequest): Promise<RenewAnswer> {
    const { gate, roster } = this.#deps;
    const admission = { channel: this.#seat.onAir.channel, token };
    roster.renew(this.#seat, await gate.admit(admission));
    // As at the join: a revocation reaches the seat from here on.
    await gate.admit(admission).catch((error: unknown) => {
      this.#seat.end(CodedError.from(error).code);
      throw error;
    });
    return { tokenExpiresInMs: this.#seat.expiresInMs };
  }

  /** What the viewer says of its own playout. @param from the network that it is in */
  report(report: Report, from: string): void {
    const { reports, clock } = this.#deps;
    reports.take(this.#seat.slug, this.#seat.id, report, clock.now(), from);
  }

  async connectTransport(request: ConnectTransportRequest): Promise<void> {
    await this.#transport.connect(request);
  }

  async resume({ only }: ResumeRequest = {}): Promise<void> {
    await this.#transport.resume(only);
  }

  async restartIce(): Promise<RestartIceAnswer> {
    return { iceParameters: await this.#transport.restartIce(), ...this.#iceServers() };
  }

  #iceServers(): Pick<JoinAnswer, 'iceServers'> {
    const iceServers = this.#deps.iceServersOf?.(this.#seat.pass);
    return iceServers === undefined ? {} : { iceServers };
  }

  /** The viewer's socket dropped: keeps its picture for a while, so that it can come back without a gap. */
  orphan(): void {
    if (this.#closed) return;
    this.#seat.isOrphaned = true;
    this.#closeIn(ORPHAN_MS);
  }

  /** The viewer has joined anew; the picture it has stays until the new one is there. */
  replaced(): void {
    this.#leave();
    this.#closeIn(HAND_OVER_MS);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimeline?.();
    this.#cancelClosing?.();
    this.#leave();
    this.#transport.close();
    this.#place.release();
    this.#claim.release();
  }

  #leave(): void {
    this.#deps.roster.leave(this.#seat);
    this.#deps.reports.forget(this.#seat.slug, this.#seat.id);
  }

  #closeIn(delayMs: Millis): void {
    if (this.#closed) return;
    this.#cancelTimeline?.();
    this.#cancelClosing?.();
    this.#cancelClosing = this.#deps.clock.setTimer(delayMs, () => this.close());
  }

  #tellToMove(): void {
    this.#listener.onMoved({ code: 'lineup-split', message: 'Another programme begins for you.' });
  }

  #window(onAir = this.#seat.onAir): TimelineWindow {
    return timelineWindow(onAir, this.#deps.clock.now());
  }

  #tellTimeline(onAir?: OnAir): void {
    if (this.#closed) return;
    const window = this.#window(onAir);
    this.#listener.onTimeline(window);
    this.#scheduleTimeline(window);
  }

  #scheduleTimeline(window: TimelineWindow): void {
    const { clock } = this.#deps;
    this.#cancelTimeline?.();
    this.#cancelTimeline = clock.setTimer(nextWindowInMs(window, clock.now()), () => this.#tellTimeline());
  }
}

/** A version may come in between what is opened and the seat that is taken: both are of one step. */
async function takeSeat(
  { channels, roster }: ViewerSessionDeps,
  slug: string,
  pass: ViewerPass,
  leaving: ViewerSeat | undefined,
): Promise<ViewerSeat> {
  for (;;) {
    await channels.open(slug, pass.audience);
    const onAir = channels.find(slug, pass.audience);
    if (onAir !== undefined) return roster.take(onAir, pass, leaving);
  }
}
