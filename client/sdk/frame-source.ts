import type { Millis, Ticks90k } from '../../shared/units.js';
import { type Cancel, every, type Timing } from './timing.js';

/** A frame that has come on screen. */
export interface SeenFrame {
  readonly rtpTimestamp: Ticks90k;
  /** When it is on screen, local time; null where the browser only says that it was handed out. */
  readonly displayAtMs: Millis | null;
}

const POLL_PERIOD_MS = 250;
/** Frame callbacks stop in a hidden page, and some browsers leave out the timestamp: then the receiver is asked. */
const CALLBACKS_STALE_MS = 600;

/** Tells of every frame on a video element that WebRTC feeds. */
export class FrameSource {
  readonly #video: HTMLVideoElement;
  readonly #timing: Timing;
  readonly #onFrame: (seen: SeenFrame) => void;
  readonly #cancelPoll: Cancel;
  #callback = 0;
  #calledAtMs: Millis = Number.NEGATIVE_INFINITY;
  #receiver: RTCRtpReceiver | null = null;
  #polledTimestamp: Ticks90k | null = null;
  #canTime: boolean;

  constructor(video: HTMLVideoElement, timing: Timing, onFrame: (seen: SeenFrame) => void) {
    this.#video = video;
    this.#timing = timing;
    this.#onFrame = onFrame;
    this.#canTime = 'requestVideoFrameCallback' in video;
    this.#requestCallback();
    this.#cancelPoll = every(timing, POLL_PERIOD_MS, () => this.#poll());
  }

  /** Whether this browser tells which frame is on screen when; taken for granted until a frame shows otherwise. */
  get canTimeFrames(): boolean {
    return this.#canTime;
  }

  /** The receiver whose track is on the video element. */
  follow(receiver: RTCRtpReceiver | null): void {
    this.#receiver = receiver;
  }

  close(): void {
    this.#cancelPoll();
    this.#video.cancelVideoFrameCallback?.(this.#callback);
  }

  #requestCallback(): void {
    this.#callback = this.#video.requestVideoFrameCallback?.((_now, metadata) => {
      this.#requestCallback();
      this.#canTime = metadata.rtpTimestamp !== undefined;
      if (metadata.rtpTimestamp === undefined) return;
      this.#calledAtMs = this.#timing.now();
      this.#onFrame({ rtpTimestamp: metadata.rtpTimestamp, displayAtMs: metadata.expectedDisplayTime });
    });
  }

  #poll(): void {
    if (this.#video.paused || this.#timing.now() - this.#calledAtMs < CALLBACKS_STALE_MS) return;
    const rtpTimestamp = this.#receiver?.getSynchronizationSources?.()[0]?.rtpTimestamp;
    if (rtpTimestamp === undefined || rtpTimestamp === this.#polledTimestamp) return;
    this.#polledTimestamp = rtpTimestamp;
    this.#onFrame({ rtpTimestamp, displayAtMs: null });
  }
}
