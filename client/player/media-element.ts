import type { Position } from '../sdk/position.js';
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
  abstract get paused(): boolean;
  abstract get ended(): boolean;
  abstract get error(): PlaybackError | null;
  abstract position(): Position | null;

  /** Seconds into the item on screen. Setting it does nothing: everybody sees the same instant. */
  get currentTime(): number {
    const position = this.position();
    return position === null ? 0 : (position.globalTimeMs - position.item.startsAtMs) / 1000;
  }

  set currentTime(_seconds: number) {}

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

  /** From which `currentTime` on the picture is live: NaN, no time at all, while it is frozen. */
  get liveEdgeStart(): number {
    return this.paused ? Number.NaN : 0;
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

  set playbackRate(_rate: number) {}

  get defaultPlaybackRate(): number {
    return 1;
  }

  set defaultPlaybackRate(_rate: number) {}

  get loop(): boolean {
    return false;
  }

  set loop(_loop: boolean) {}

  get preload(): string {
    return 'none';
  }

  set preload(_preload: string) {}

  get playsInline(): boolean {
    return true;
  }

  set playsInline(_inline: boolean) {}

  get volume(): number {
    return this.video.volume;
  }

  set volume(volume: number) {
    this.video.volume = volume;
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

  addTextTrack(kind: TextTrackKind, label?: string, language?: string): TextTrack {
    return this.video.addTextTrack(kind, label, language);
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
}
