import { VIEWER_PROTOCOL } from '../../shared/protocol/version.js';
import type { JoinAnswer } from '../../shared/protocol/viewer.js';
import type { Millis } from '../../shared/units.js';
import type { LoadedDevice } from './device-loader.js';
import { heldUpLooks, type SoundCounts, soundBufferOf, soundCountsOf } from './hold-up.js';
import { IceGuard } from './ice-guard.js';
import { PlayerError } from './player-error.js';
import { Receiver } from './receiver.js';
import { countsOf, NO_COUNTS, type ReceiverCounts } from './receiver-stats.js';
import type { SignalingClient } from './signaling-client.js';
import type { LeastDelays } from './sync-loop.js';
import { type Cancel, every, type Timing } from './timing.js';
import { keepRenewing } from './token-renewal.js';
import { type TokenSource, tokenFrom } from './token-source.js';

const SAMPLE_PERIOD_MS = 1000;
/**
 * Media never pauses on a channel: after this many samples without one new packet its path is taken for broken, long
 * before the browser would say so, and after as many again for lost.
 */
const STALLED_SAMPLES = 2;
const LOST_SAMPLES = 2 * STALLED_SAMPLES;
/**
 * A second that took this long was slept through. Media has piled up meanwhile, and a browser takes far longer to get back
 * to the present by itself than a new session does.
 */
const SLEPT_MS = 3000;

export interface SessionParts {
  readonly signaling: SignalingClient;
  readonly timing: Timing;
  readonly loaded: LoadedDevice;
  /** Where a join names none. */
  readonly iceServers: RTCIceServer[];
}

export interface JoinOptions {
  readonly channel: string;
  readonly token?: TokenSource | undefined;
}

export interface Patience {
  /** How far behind the common target the picture is; null while that is not known. */
  lateMs(): Millis | null;
  /** For how many seconds the browser's own buffers may hold the picture up before a new session is better. */
  readonly heldUpS: number;
}

/** One join, from its request until its media is lost or it is closed. Never tries again: that is the player's. */
export class Session {
  readonly answer: JoinAnswer;
  /** When `join` was sent, local time. */
  readonly joinSentAtMs: Millis;

  readonly #parts: SessionParts;
  readonly #receiver: Receiver;
  readonly #loss: Loss;
  readonly #ice: IceGuard;
  #cancelSampling: Cancel = () => {};
  #counts: ReceiverCounts = NO_COUNTS;
  #stalledSamples = 0;
  #soundCounts: SoundCounts | null = null;
  #heldUpSamples = 0;
  #askedSoundMs: Millis = 0;

  private constructor(parts: SessionParts, answer: JoinAnswer, receiver: Receiver, loss: Loss, joinSentAtMs: Millis) {
    this.#parts = parts;
    this.answer = answer;
    this.#receiver = receiver;
    this.#loss = loss;
    this.joinSentAtMs = joinSentAtMs;
    this.#ice = new IceGuard(
      receiver,
      parts.timing,
      async () => receiver.restartIce(await parts.signaling.request('restart-ice', {})),
      () => loss.settle(new PlayerError('no-media', 'The media connection broke and could not be mended.')),
    );
    loss.onSettled(() => this.#ice.stop());
  }

  /** @throws PlayerError when the server refuses or the connection is lost on the way. */
  static async join(parts: SessionParts, { channel, token: source }: JoinOptions): Promise<Session> {
    const { signaling, timing, loaded, iceServers } = parts;
    const loss = new Loss(signaling);
    try {
      const token = await tokenFrom(source, timing);
      const joinSentAtMs = timing.now();
      const answer = await signaling.request('join', {
        protocol: VIEWER_PROTOCOL,
        channel,
        ...(token !== undefined && { token }),
        rtpCapabilities: loaded.rtpCapabilities,
      });
      // Both go out before their time: the server resumes a consumer once its transport is connected. A failure of
      // either shows as media that never comes, unless the loss of the connection is noticed first.
      signaling.request('resume', { only: 'video' }).catch(() => {});
      const servers = answer.iceServers ?? iceServers;
      const receiver = await Receiver.create(loaded.device, answer, servers, (dtlsParameters) => {
        signaling.request('connect-transport', { dtlsParameters }).catch(() => {});
      });
      loss.onSettled(keepRenewing(timing, source, answer, (token) => signaling.request('renew', { token })));
      return new Session(parts, answer, receiver, loss, joinSentAtMs);
    } catch (error) {
      loss.cancel();
      throw error;
    }
  }

  /** Settles, once, with why this session's media is gone; `lineup-split` and `held-up` are told while it still plays. */
  get lost(): Promise<PlayerError> {
    return this.#loss.promise;
  }

  get tracks(): MediaStreamTrack[] {
    return this.#receiver.tracks;
  }

  get videoReceiver(): RTCRtpReceiver {
    return this.#receiver.rtpReceivers.video;
  }

  /** What was received since the join, a second old at most. */
  get counts(): ReceiverCounts {
    return this.#counts;
  }

  get canHoldBack(): boolean {
    return this.#receiver.canHoldBack;
  }

  holdBack(least: LeastDelays): void {
    this.#askedSoundMs = least.audio;
    this.#receiver.holdBack(least);
  }

  /**
   * Lets the sound follow, once it can be played: what came any earlier would queue up, and the browser would hold the
   * picture back for it.
   */
  startSound(): void {
    this.#parts.signaling.request('resume', { only: 'audio' }).catch(() => {});
  }

  /** Starts the once-a-second look at what is received; for when the first frame is on screen. */
  startSampling(patience: Patience): void {
    const { timing } = this.#parts;
    let sampledAtMs = timing.now();
    this.#cancelSampling = every(timing, SAMPLE_PERIOD_MS, () => {
      const sleptMs = timing.now() - sampledAtMs;
      sampledAtMs = timing.now();
      if (sleptMs > SLEPT_MS) this.#loss.settle(new PlayerError('slept', 'The page was asleep for a while.'));
      else void this.#sample(patience);
    });
    this.#loss.onSettled(this.#cancelSampling);
  }

  /** Lets the media go. The server's side ends with the connection, or with the next join. */
  close(): void {
    this.#loss.cancel();
    this.#receiver.close();
  }

  async #sample(patience: Patience): Promise<void> {
    const reports = [this.#receiver.videoStats(), this.#receiver.soundStats()] as const;
    const [video, sound] = await Promise.all(reports).catch(() => []);
    if (video === undefined || sound === undefined) return;
    this.#lookForStall(countsOf(video));
    this.#lookForHoldUp(soundCountsOf(sound), patience);
  }

  #lookForStall(counts: ReceiverCounts): void {
    const isStalled = counts.packetsReceived === this.#counts.packetsReceived;
    this.#counts = counts;
    if (!isStalled && this.#stalledSamples >= STALLED_SAMPLES) this.#ice.isMended();
    this.#stalledSamples = isStalled ? this.#stalledSamples + 1 : 0;
    if (this.#stalledSamples === STALLED_SAMPLES) this.#ice.mend();
    if (this.#stalledSamples >= LOST_SAMPLES) {
      this.#loss.settle(new PlayerError('no-media', 'The picture stopped arriving.'));
    }
  }

  #lookForHoldUp(counts: SoundCounts | null, { lateMs, heldUpS }: Patience): void {
    const sound = soundBufferOf(this.#soundCounts, counts);
    this.#soundCounts = counts;
    this.#heldUpSamples = heldUpLooks(this.#heldUpSamples, { lateMs: lateMs(), sound, askedMs: this.#askedSoundMs });
    if (this.#heldUpSamples * SAMPLE_PERIOD_MS >= heldUpS * 1000) {
      this.#loss.settle(new PlayerError('held-up', 'The browser holds the picture back since a stall.'));
    }
  }
}

/** The end of a session's media, whoever notices it first; every watch ends with it. */
class Loss {
  readonly promise: Promise<PlayerError>;
  #resolve: (problem: PlayerError) => void = () => {};
  readonly #watches: Cancel[];

  constructor(signaling: SignalingClient) {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#watches = [
      signaling.on('disconnected', (problem) => this.settle(problem)),
      signaling.on('moved', ({ code, message }) =>
        this.settle(new PlayerError(code === 'lineup-split' ? 'lineup-split' : 'moved', message)),
      ),
      signaling.on('ended', (reason) => this.settle(PlayerError.ofServer(reason))),
    ];
  }

  onSettled(cancelWatch: Cancel): void {
    this.#watches.push(cancelWatch);
  }

  settle(problem: PlayerError): void {
    this.cancel();
    this.#resolve(problem);
  }

  cancel(): void {
    for (const cancelWatch of this.#watches.splice(0)) cancelWatch();
  }
}
