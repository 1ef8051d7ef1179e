import type { PlayerState } from '../sdk/player-state.js';
import type { Position } from '../sdk/position.js';
import { volumeFrom } from './attributes.js';
import { CueKeeper } from './cue-keeper.js';
import { ReflectedElement } from './reflected-element.js';

/** What `error` tells, in the form of HTML's MediaError. */
export interface PlaybackError {
  /** MediaError's numbers: 2 for the network, 4 for what cannot be played. */
  readonly code: number;
  readonly message: string;
}

/**
 * The part of HTMLMediaElement that a live picture has (HTML, section 4.8.11), so that controls made for media elements
 * work. What makes no sense live is there and does nothing: everybody sees the same instant at the same speed.
 */
export abstract class MediaElement extends ReflectedElement {
  /** The inner element. */
  abstract readonly video: HTMLVideoElement;
  abstract get state(): PlayerState | null;
  abstract get paused(): boolean;
  abstract get ended(): boolean;
  abstract get error(): PlaybackError | null;
  abstract position(): Position | null;

  readonly #cues = new CueKeeper(() => this.#clockOffsetS);

  /** Seconds into the item on screen. Setting it does nothing: everybody sees the same instant. */
  get currentTime(): number {
    const position = this.position();
    return position === null ? 0 : (position.globalTimeMs - position.item.startsAtMs) / 1000;
  }

  set currentTime(_seconds: number | null | undefined) {}

  /** The item's length in seconds. */
  get duration(): number {
    const item = this.position()?.item;
    return item === undefined ? Number.NaN : (item.endsAtMs - item.startsAtMs) / 1000;
  }

  /** For media-chrome and players like it. */
  get streamType(): 'live' {
    return 'live';
  }

  /** There is no going back. */
  get targetLiveWindow(): number {
    return 0;
  }

  /** From which `currentTime` on the picture is live: NaN, no time at all, while it is frozen or there is none. */
  get liveEdgeStart(): number {
    return this.state?.name === 'playing' && !this.paused ? 0 : Number.NaN;
  }

  get readyState(): number {
    return this.video.readyState;
  }

  get networkState(): number {
    return this.video.networkState;
  }

  get currentSrc(): string {
    return this.src;
  }

  /** Empty: everybody sees the same instant. */
  get seekable(): TimeRanges {
    return this.video.seekable;
  }

  get buffered(): TimeRanges {
    return this.video.buffered;
  }

  get played(): TimeRanges {
    return this.video.played;
  }

  get seeking(): boolean {
    return false;
  }

  /** Always 1; the sync loop sees to the fine speed. */
  get playbackRate(): number {
    return 1;
  }

  set playbackRate(_rate: number | null | undefined) {}

  get defaultPlaybackRate(): number {
    return 1;
  }

  set defaultPlaybackRate(_rate: number | null | undefined) {}

  get loop(): boolean {
    return false;
  }

  set loop(_loop: boolean | null | undefined) {}

  get preload(): string {
    return 'none';
  }

  set preload(_preload: string | null | undefined) {}

  get playsInline(): boolean {
    return true;
  }

  set playsInline(_inline: boolean | null | undefined) {}

  get volume(): number {
    return this.video.volume;
  }

  set volume(volume: number | null | undefined) {
    this.video.volume = volume ?? volumeFrom(this.getAttribute('volume')) ?? 1;
  }

  get videoWidth(): number {
    return this.video.videoWidth;
  }

  get videoHeight(): number {
    return this.video.videoHeight;
  }

  /** Cues are timed on the inner element's clock: `player.video.currentTime`. */
  get textTracks(): TextTrackList {
    return this.video.textTracks;
  }

  /** A cue stays at the instant on air that it was added for, though a pause stops the inner element's clock. */
  addTextTrack(kind: TextTrackKind, label?: string, language?: string): TextTrack {
    const track = this.video.addTextTrack(kind, label, language);
    this.#cues.watch(track);
    return track;
  }

  requestPictureInPicture(): Promise<PictureInPictureWindow> {
    return this.video.requestPictureInPicture();
  }

  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    return this.video.requestVideoFrameCallback(callback);
  }

  cancelVideoFrameCallback(handle: number): void {
    this.video.cancelVideoFrameCallback(handle);
  }

  getVideoPlaybackQuality(): VideoPlaybackQuality {
    return this.video.getVideoPlaybackQuality();
  }

  canPlayType(_type: string): CanPlayTypeResult {
    return '';
  }

  /** To be called as time goes on. */
  protected keepCues(): void {
    this.#cues.keep(this.textTracks);
  }

  /** Global time − the inner element's clock; null while no frame is on screen. */
  get #clockOffsetS(): number | null {
    const position = this.position();
    return position === null ? null : position.globalTimeMs / 1000 - this.video.currentTime;
  }
}
