import { EventEmitter } from 'node:events';
import { v4 as uuid } from 'uuid';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError, type ErrorCode } from '../../../shared/errors.js';
import { conditionKey } from '../../../shared/timeline/audience.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import type { Millis } from '../../../shared/units.js';
import type { ViewerPass } from '../../credentials/viewer-pass.js';
import type { OnAir } from '../airing/on-air.js';
import type { FeedViewer } from '../feeds/running-feed.js';

/** Timers of more than 24 days are not to be had, and passes may be valid for years. */
const LONGEST_TIMER_MS = 24 * 60 * 60 * 1000;

interface ViewerSeatEvents {
  /** The viewer's timeline is another from an instant on, or is told in other words. */
  timeline: [OnAir];
  'target-latency': [Millis];
  /** Its feed goes on with the lineup of others: it should take a seat anew. */
  split: [];
  /** The viewer has to go. */
  ended: [CodedError];
}

export interface ViewerSeatOptions {
  readonly onAir: OnAir;
  readonly pass: ViewerPass;
  readonly clock: Clock;
}

/** What the server keeps of one viewer, from before its media is set up until it is gone. */
export class ViewerSeat extends EventEmitter<ViewerSeatEvents> implements FeedViewer {
  readonly id = uuid();
  readonly joinedAtMs: Millis;
  /** Nobody sits here any more, but the viewer may come back: a seat like that gives way. */
  isOrphaned = false;
  #onAir: OnAir;
  #pass: ViewerPass;
  #hasParted = false;
  #end: CodedError | undefined;
  #cancelExpiry: (() => void) | undefined;
  readonly #clock: Clock;

  constructor({ onAir, pass, clock }: ViewerSeatOptions) {
    super();
    this.#onAir = onAir;
    this.#pass = pass;
    this.#clock = clock;
    this.joinedAtMs = clock.now();
    this.#watchExpiry();
  }

  get slug(): string {
    return this.#onAir.channel.slug;
  }

  get pass(): ViewerPass {
    return this.#pass;
  }

  get onAir(): OnAir {
    return this.#onAir;
  }

  /** The lineup that is this viewer's now; its feed may not have followed yet. */
  get lineup(): Lineup {
    return this.#onAir.lineup;
  }

  /** Whether the channel, as it is by now, may still be watched with this pass. */
  get isAllowed(): boolean {
    return this.#onAir.channel.visibility === 'public' || this.pass.tokenId !== null;
  }

  /** @throws CodedError for the pass of somebody else, or of another audience; with why the viewer had to go meanwhile. */
  renew(pass: ViewerPass): void {
    this.assertHeld();
    if (conditionKey(pass.audience) !== conditionKey(this.#pass.audience)) {
      throw new CodedError(
        'bad-request',
        'token: it is for another viewer or audience than the session: join with it.',
      );
    }
    this.#cancelExpiry?.();
    this.#pass = pass;
    this.#watchExpiry();
  }

  /** How long its pass still holds; undefined for one that never ends. */
  get expiresInMs(): Millis | undefined {
    const { expiresAtMs } = this.#pass;
    return expiresAtMs === null ? undefined : expiresAtMs - this.#clock.now();
  }

  /** Takes what the viewer is served from now on, and tells it what of that is new. */
  tune(onAir: OnAir): void {
    const before = this.#onAir;
    this.#onAir = onAir;
    const { targetLatencyMs } = onAir.channel;
    if (onAir.lineup !== before.lineup) this.emit('timeline', onAir);
    if (targetLatencyMs !== before.channel.targetLatencyMs) this.emit('target-latency', targetLatencyMs);
  }

  part(): void {
    if (this.#hasParted) return;
    this.#hasParted = true;
    this.emit('split');
  }

  /** Whether its feed goes on with the lineup of others. */
  get hasParted(): boolean {
    return this.#hasParted;
  }

  /** @throws CodedError with why the viewer had to go meanwhile. */
  assertHeld(): void {
    if (this.#end !== undefined) throw this.#end;
  }

  end(code: ErrorCode): void {
    if (this.#end !== undefined) return;
    this.#end = new CodedError(code);
    this.emit('ended', this.#end);
    this.close();
  }

  /** Nothing is heard of it any more. */
  close(): void {
    this.#end ??= new CodedError('not-joined');
    this.#cancelExpiry?.();
    this.removeAllListeners();
  }

  #watchExpiry(): void {
    const leftMs = this.expiresInMs;
    if (leftMs === undefined) return;
    if (leftMs <= 0) this.end('token-expired');
    else this.#cancelExpiry = this.#clock.setTimer(Math.min(leftMs, LONGEST_TIMER_MS), () => this.#watchExpiry());
  }
}
