import { onWake } from './browser-wake.js';
import { ClockClient } from './clock-client.js';
import { Emitter } from './emitter.js';
import { FrameMeter } from './frame-meter.js';
import { FrameSource } from './frame-source.js';
import { PagePolicy } from './page-policy.js';
import { PlayerError } from './player-error.js';
import type { PlayerEvents } from './player-events.js';
import { INITIAL_STATE, nextState, type PlayerSignal, type PlayerState } from './player-state.js';
import { type PlayerStats, reportOf } from './player-stats.js';
import type { ItemOnAir, Position } from './position.js';
import { addCounts, NO_COUNTS, type ReceiverCounts } from './receiver-stats.js';
import { holdUpPatienceS, holdUpsInARow, moveDelayMs, retryAfter, retryDelayMs } from './reconnect-policy.js';
import { Session } from './session.js';
import { SessionPreparation } from './session-preparation.js';
import { SignalingClient } from './signaling-client.js';
import { Stage } from './stage.js';
import { SyncControl } from './sync-control.js';
import { TimelineTracker } from './timeline-tracker.js';
import { browserTiming, type Cancel, DEVICE_ORIGIN_MS, every, pause, type Timing } from './timing.js';
import type { TokenSource } from './token-source.js';

const FIRST_FRAME_TIMEOUT_MS = 8000;
/** After these the line to the server is good for another try; after anything else a new one is the surest way back. */
const LINE_IS_SOUND: readonly string[] = ['moved', 'token-expired'];
/** Nothing is broken: the picture goes on until that of the next session is there. */
const IN_ITS_OWN_TIME: readonly string[] = ['lineup-split', 'held-up'];
const REPORT_PERIOD_MS = 5000;

export interface PlayerOptions {
  /** The channel's slug. */
  readonly channel: string;
  /** The origin of the StreamSync server, as in `https://tv.example`. */
  readonly server: string;
  /** Where the channel is shown. Whether it plays, and with sound, is the page's to decide: `autoplay`, `muted`. */
  readonly video: HTMLVideoElement;
  /** For channels that ask for one. */
  readonly token?: TokenSource | undefined;
}

/**
 * Shows a channel on a video element and keeps it there: it comes back by itself, at the right position, from a lost
 * connection, a restarted server and a changed network. Ends only when it is closed, when the server ends the session,
 * or when trying again cannot help; the state says which.
 */
export class StreamSyncPlayer {
  readonly #options: PlayerOptions;
  readonly #timing: Timing = browserTiming;
  readonly #events = new Emitter<PlayerEvents>();
  readonly #closing = new AbortController();
  readonly #policy: PagePolicy;
  readonly #signaling: SignalingClient;
  readonly #preparation: SessionPreparation;
  readonly #clock: ClockClient;
  readonly #timeline = new TimelineTracker();
  readonly #meter: FrameMeter;
  readonly #frames: FrameSource;
  readonly #stage: Stage;
  readonly #sync: SyncControl;
  readonly #cancels: Cancel[];
  #state: PlayerState = INITIAL_STATE;
  #session: Session | null = null;
  #failures = 0;
  #holdUps = 0;
  #heldUpAtMs = Number.NEGATIVE_INFINITY;
  #wakeUp = new AbortController();
  #targetLatencyMs: number | null = null;
  #joinMs: number | null = null;
  #earlierCounts: ReceiverCounts = NO_COUNTS;

  private constructor(options: PlayerOptions) {
    this.#options = options;
    this.#policy = new PagePolicy(options.server);
    this.#signaling = new SignalingClient(options.server);
    this.#preparation = new SessionPreparation(options.server, this.#signaling, this.#timing);
    this.#clock = new ClockClient(this.#timing, (t0) => this.#signaling.request('ping', { t0 }));
    this.#meter = new FrameMeter(this.#timeline, this.#clock, (change) => this.#events.emit('itemchange', change));
    this.#frames = new FrameSource(options.video, this.#timing, (seen) => this.#meter.take(seen, this.#timing.now()));
    this.#stage = new Stage(options.video);
    this.#sync = new SyncControl(
      this.#timing,
      {
        latencyMs: () => this.#meter.latencyMs(this.#timing.now()),
        targetMs: () => this.#targetLatencyMs,
        canTimeFrames: () => this.#frames.canTimeFrames,
      },
      () => this.#announceSync(),
    );
    this.#cancels = [
      onWake(() => this.#wake()),
      every(this.#timing, REPORT_PERIOD_MS, () => this.#report()),
      this.#signaling.on('timeline', (window) => this.#timeline.update(window)),
      this.#signaling.on('target-latency', ({ targetLatencyMs }) => this.#setTarget(targetLatencyMs)),
      this.#signaling.on('ended', (reason) => {
        if (!this.#canRenew(reason.code)) this.#finish({ name: 'ended', reason });
      }),
    ];
  }

  /** Starts at once; what becomes of it is told by `statechange` and `error`, never thrown. */
  static create(options: PlayerOptions): StreamSyncPlayer {
    const player = new StreamSyncPlayer(options);
    void player.#run();
    return player;
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** @returns what removes the listener again. */
  on<Name extends keyof PlayerEvents>(name: Name, listener: (payload: PlayerEvents[Name]) => void): Cancel {
    return this.#events.on(name, listener);
  }

  /** Of the frame on screen; null before the first frame. */
  position(): Position | null {
    return this.#meter.position;
  }

  /** What comes after what is on screen; null when it is not known yet. */
  next(): ItemOnAir | null {
    return this.#meter.next;
  }

  stats(): PlayerStats {
    const clock = this.#clock.estimate();
    const counts = addCounts(this.#earlierCounts, this.#session?.counts ?? NO_COUNTS);
    const latencyMs = this.#meter.latencyMs(this.#timing.now());
    return {
      state: this.#state.name,
      latencyMs,
      targetLatencyMs: this.#targetLatencyMs,
      skewMs: latencyMs === null || this.#targetLatencyMs === null ? null : latencyMs - this.#targetLatencyMs,
      clockOffsetMs: clock === null ? null : clock.offsetMs - DEVICE_ORIGIN_MS,
      clockErrorMs: clock?.errorMs ?? null,
      clockDriftPpm: clock === null ? null : clock.drift * 1e6,
      sync: this.#sync.status,
      syncFallback: this.#sync.fallback,
      bufferMs: this.#sync.bufferMs,
      layer: this.#meter.layer,
      joinMs: this.#joinMs,
      ...counts,
      rttMs: clock?.rttMs ?? null,
    };
  }

  /** Stops, lets everything go and blanks the video element. Closing again does nothing. */
  close(): void {
    if (!this.#closing.signal.aborted) {
      this.#finish({ name: 'ended', reason: { code: 'closed', message: 'The player was closed.' } });
    }
    this.#stage.clear();
    this.#events.clear();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const problem = this.#explain(await this.#watch().catch(PlayerError.from));
      if (signal.aborted) return;
      if (problem.code === 'held-up') this.#countHoldUp();
      if (IN_ITS_OWN_TIME.includes(problem.code)) {
        await pause(this.#timing, moveDelayMs(Math.random()), signal);
        continue;
      }
      this.#clock.stop();
      const retry = retryAfter(problem, this.#failures, typeof this.#options.token === 'function');
      if (retry === 'never') {
        this.#finish({ name: 'failed', error: problem });
        return;
      }
      this.#failures++;
      this.#apply({ name: 'lost', problem });
      if (!LINE_IS_SOUND.includes(problem.code)) this.#signaling.hangUp();
      this.#wakeUp = new AbortController();
      const delayMs = retryDelayMs(retry, this.#failures, Math.random());
      await pause(this.#timing, delayMs, AbortSignal.any([signal, this.#wakeUp.signal]));
    }
  }

  /** Joins and stays until the session's media is lost; settles with why. */
  async #watch(): Promise<PlayerError> {
    const parts = await this.#preparation.ready();
    this.#apply({ name: 'connected' });
    const session = await Session.join(parts, this.#options);
    try {
      this.#timeline.reset(session.answer.timeline);
      this.#setTarget(session.answer.targetLatencyMs);
      await this.#showFirstFrame(session);
    } catch (error) {
      session.close();
      throw error;
    }
    this.#replaceSession(session);
    this.#joinMs = this.#timing.now() - session.joinSentAtMs;
    this.#failures = 0;
    this.#apply({ name: 'first-frame', joinMs: this.#joinMs });
    this.#clock.start();
    return session.lost;
  }

  #countHoldUp(): void {
    const nowMs = this.#timing.now();
    this.#holdUps = holdUpsInARow(this.#holdUps, nowMs - this.#heldUpAtMs);
    this.#heldUpAtMs = nowMs;
  }

  /** A token that has run out is no end where the page fetches tokens. */
  #canRenew(code: string): boolean {
    return code === 'token-expired' && typeof this.#options.token === 'function';
  }

  /** What keeps a player from its server may be the page that it is on. */
  #explain(problem: PlayerError): PlayerError {
    return problem.code === 'unreachable' ? (this.#policy.problem ?? problem) : problem;
  }

  async #showFirstFrame(session: Session): Promise<void> {
    const giveUp = new AbortController();
    const cancelTimeout = this.#timing.setTimer(FIRST_FRAME_TIMEOUT_MS, () => giveUp.abort(noPicture()));
    void session.lost.then((problem) => giveUp.abort(problem));
    try {
      await this.#stage.show(session.tracks, AbortSignal.any([this.#closing.signal, giveUp.signal]));
    } finally {
      cancelTimeout();
    }
  }

  #replaceSession(session: Session): void {
    if (this.#session !== null) {
      this.#earlierCounts = addCounts(this.#earlierCounts, this.#session.counts);
      this.#session.close();
    }
    this.#session = session;
    this.#meter.startOver();
    this.#frames.follow(session.videoReceiver);
    session.startSound();
    session.startSampling({
      lateMs: () => this.stats().skewMs,
      heldUpS: holdUpPatienceS(this.#holdUps),
    });
    this.#sync.steer(session);
  }

  #apply(change: PlayerSignal): void {
    const previous = this.#state;
    this.#state = nextState(previous, change);
    if (this.#state !== previous) this.#events.emit('statechange', { state: this.#state, previous });
  }

  #finish(change: Extract<PlayerSignal, { name: 'ended' | 'failed' }>): void {
    this.#closing.abort();
    for (const cancel of this.#cancels.splice(0)) cancel();
    this.#clock.stop();
    this.#sync.close();
    this.#frames.close();
    this.#policy.close();
    this.#session?.close();
    this.#signaling.close();
    this.#apply(change);
    if (change.name === 'failed') this.#events.emit('error', change.error);
  }

  #setTarget(targetLatencyMs: number): void {
    if (this.#targetLatencyMs === targetLatencyMs) return;
    this.#targetLatencyMs = targetLatencyMs;
    this.#announceSync();
  }

  #announceSync(): void {
    const { targetLatencyMs, skewMs, sync } = this.stats();
    if (targetLatencyMs !== null) this.#events.emit('syncchange', { targetLatencyMs, skewMs, sync });
  }

  /** Everything that a sleep, or a time out of sight, may have made stale. */
  #wake(): void {
    this.#wakeUp.abort();
    this.#clock.refresh();
  }

  #report(): void {
    if (this.#state.name === 'playing') this.#signaling.request('report', reportOf(this.stats())).catch(() => {});
  }
}

function noPicture(): PlayerError {
  return new PlayerError('no-media', 'No picture arrives: something between here and the server may block its media.');
}
