import { v4 as uuid } from 'uuid';
import type { Clock } from '../../media/playout/clock.js';
import { CodedError } from '../../shared/errors.js';
import type {
  ConnectTransportRequest,
  JoinAnswer,
  JoinRequest,
  Report,
  TimelineWindow,
} from '../../shared/protocol/viewer.js';
import { VIEWER_PROTOCOL } from '../../shared/protocol/viewer.js';
import type { ChannelDirectory, ChannelOnAir } from '../channel/channel-directory.js';
import type { FeedRegistry, Place } from '../channel/feed-registry.js';
import type { ReportBook } from '../channel/report-book.js';
import { nextWindowInMs, timelineWindow } from '../channel/timeline-window.js';
import { ViewerTransport } from '../sfu/viewer-transport.js';

const ORPHAN_MS = 8000;

export interface ViewerSessionDeps {
  readonly directory: ChannelDirectory;
  readonly feeds: FeedRegistry;
  readonly clock: Clock;
  readonly reports: ReportBook;
}

export interface ViewerSessionListener {
  onTimeline(window: TimelineWindow): void;
  /** The media is gone; the viewer should join again. */
  onGone(): void;
}

/** One viewer on one channel, from join to leave. */
export class ViewerSession {
  readonly id = uuid();
  readonly #deps: ViewerSessionDeps;
  readonly #onAir: ChannelOnAir;
  readonly #place: Place;
  readonly #transport: ViewerTransport;
  readonly #listener: ViewerSessionListener;
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  private constructor(
    deps: ViewerSessionDeps,
    onAir: ChannelOnAir,
    place: Place,
    transport: ViewerTransport,
    listener: ViewerSessionListener,
  ) {
    this.#deps = deps;
    this.#onAir = onAir;
    this.#place = place;
    this.#transport = transport;
    this.#listener = listener;
    transport.once('gone', () => {
      this.close();
      listener.onGone();
    });
  }

  /** @throws CodedError when there is no such channel, no place, or no codec in common. */
  static async create(
    request: JoinRequest,
    deps: ViewerSessionDeps,
    listener: ViewerSessionListener,
  ): Promise<ViewerSession> {
    if (request.protocol !== VIEWER_PROTOCOL) throw new CodedError('unsupported-protocol');
    const onAir = await deps.directory.get(request.channel);
    // Tokens are not issued yet, so nothing can prove a right to such a channel.
    if (onAir.channel.visibility === 'token') throw new CodedError('token-required');
    const place = await deps.feeds.place(onAir.lineup);
    try {
      const transport = await ViewerTransport.create(place.outlet, request.rtpCapabilities);
      return new ViewerSession(deps, onAir, place, transport, listener);
    } catch (error) {
      place.release();
      throw error;
    }
  }

  /** What the viewer needs to know, and from now on the timeline as it goes on. */
  start(): JoinAnswer {
    const timeline = this.#window();
    this.#scheduleTimeline(timeline);
    return {
      session: this.id,
      transport: this.#transport.offer,
      consumers: this.#transport.consumers,
      timeline,
      targetLatencyMs: this.#onAir.channel.targetLatencyMs,
    };
  }

  async connectTransport(request: ConnectTransportRequest): Promise<void> {
    await this.#transport.connect(request);
  }

  async resume(): Promise<void> {
    await this.#transport.resume();
  }

  async restartIce(): Promise<{ iceParameters: unknown }> {
    return { iceParameters: await this.#transport.restartIce() };
  }

  /** What the viewer says of its own playout. */
  take(report: Report): void {
    const { reports, clock } = this.#deps;
    if (!this.#closed) reports.take(this.#onAir.channel.slug, this.id, report, clock.now());
  }

  /** The viewer's socket dropped: keeps its picture for a while, so that it can come back without a gap. */
  orphan(): void {
    if (this.#closed) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#deps.clock.setTimer(ORPHAN_MS, () => this.close());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer?.();
    this.#deps.reports.forget(this.#onAir.channel.slug, this.id);
    this.#transport.close();
    this.#place.release();
  }

  #window(): TimelineWindow {
    return timelineWindow(this.#onAir.lineup, this.#deps.clock.now());
  }

  #scheduleTimeline(window: TimelineWindow): void {
    const { clock } = this.#deps;
    this.#cancelTimer = clock.setTimer(nextWindowInMs(window, clock.now()), () => {
      const next = this.#window();
      this.#listener.onTimeline(next);
      this.#scheduleTimeline(next);
    });
  }
}
