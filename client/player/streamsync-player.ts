import { StreamSyncPlayer } from '../sdk/player.js';
import { isOver, type PlayerState } from '../sdk/player-state.js';
import type { PlayerStats } from '../sdk/player-stats.js';
import type { ItemOnAir, Position } from '../sdk/position.js';
import { OBSERVED_ATTRIBUTES, type Source, type SourceResult, sourceFrom } from './attributes.js';
import { startPlayback } from './autoplay.js';
import { renderCaptions } from './captions.js';
import { Controls } from './controls.js';
import { FORWARDED_EVENTS } from './media-events.js';
import { type Activity, noticeFor } from './notice.js';
import { renderNotice } from './notice-view.js';
import { CSS } from './styles.js';
import { type Parts, render } from './template.js';

/**
 * `<streamsync-player channel="demo" muted autoplay controls>`: a channel as a media element. A pause freezes the
 * picture here and nowhere else; playing on goes on live.
 *
 * @attr channel the channel's slug
 * @attr server the origin of the server; without it the one this script came from
 * @attr src both in one: the address of a watch page
 * @attr token a viewer token, for channels that ask for one
 * @attr autoplay starts at once, without sound where the browser insists
 * @attr muted starts without sound
 * @attr controls shows controls
 * @fires statechange itemchange syncchange error, `detail` as in `PlayerEvents`, and the events of a media element
 * @slot top over the picture's upper edge, shown and hidden with the controls
 * @slot actions more buttons among the controls
 * @slot (default) over the picture
 */
export class StreamSyncPlayerElement extends HTMLElement {
  static readonly observedAttributes = OBSERVED_ATTRIBUTES;

  readonly #parts: Parts;
  #controls: Controls | null = null;
  #player: StreamSyncPlayer | null = null;
  #wantsToPlay = false;
  /** Nobody has said yet whether there should be sound, so the offer of it is shown. */
  #soundUndecided = true;
  /** The browser plays nothing before a click, not even without sound. */
  #awaitsClick = false;

  constructor() {
    super();
    this.#parts = render(this.attachShadow({ mode: 'open' }), CSS);
    const internals = this.attachInternals();
    internals.role = 'region';
    internals.ariaLabel = 'Live video';
    const { video, noticeAction, unmute } = this.#parts;
    for (const type of FORWARDED_EVENTS) video.addEventListener(type, () => this.#onVideoEvent(type));
    for (const button of [noticeAction, unmute]) button.addEventListener('click', () => this.#onInvitation(button));
  }

  /** The inner element. */
  get video(): HTMLVideoElement {
    return this.#parts.video;
  }

  /** Where the player is; null while there is none. */
  get state(): PlayerState | null {
    return this.#player?.state ?? null;
  }

  position(): Position | null {
    return this.#player?.position() ?? null;
  }

  /** What comes after what is on screen. */
  next(): ItemOnAir | null {
    return this.#player?.next() ?? null;
  }

  stats(): PlayerStats | null {
    return this.#player?.stats() ?? null;
  }

  /** Starts, or goes on live. Settles when the picture moves, or when the browser wants a click first. */
  async play(): Promise<void> {
    this.#wantsToPlay = true;
    this.#awaitsClick = false;
    this.#open();
    await this.#attemptToPlay();
  }

  /** Freezes the picture; the channel goes on. */
  pause(): void {
    this.#wantsToPlay = false;
    this.video.pause();
    this.#render();
  }

  get paused(): boolean {
    return !this.#wantsToPlay;
  }

  get ended(): boolean {
    return this.state?.name === 'ended';
  }

  get readyState(): number {
    return this.video.readyState;
  }

  get muted(): boolean {
    return this.video.muted;
  }

  set muted(muted: boolean) {
    this.#soundUndecided = false;
    this.video.muted = muted;
  }

  get volume(): number {
    return this.video.volume;
  }

  set volume(volume: number) {
    this.video.volume = volume;
  }

  /** Seconds into the item on screen. */
  get currentTime(): number {
    const position = this.position();
    return position === null ? 0 : (position.globalTimeMs - position.item.startsAtMs) / 1000;
  }

  /** The item's length in seconds. */
  get duration(): number {
    const item = this.position()?.item;
    return item === undefined ? Number.NaN : (item.endsAtMs - item.startsAtMs) / 1000;
  }

  /** Empty: everybody sees the same instant. */
  get seekable(): TimeRanges {
    return this.video.seekable;
  }

  get buffered(): TimeRanges {
    return this.video.buffered;
  }

  get videoWidth(): number {
    return this.video.videoWidth;
  }

  get videoHeight(): number {
    return this.video.videoHeight;
  }

  connectedCallback(): void {
    this.video.muted = this.hasAttribute('muted');
    if (this.hasAttribute('controls')) this.#showControls(true);
    if (this.hasAttribute('autoplay')) void this.play();
    this.#render();
  }

  disconnectedCallback(): void {
    this.#showControls(false);
    this.#close();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.isConnected || before === after) return;
    if (name === 'controls') this.#showControls(after !== null);
    else if (name === 'muted') this.video.muted = after !== null;
    else this.#reopen();
    this.#render();
  }

  get #source(): SourceResult {
    return sourceFrom((name) => this.getAttribute(name), new URL(import.meta.url).origin);
  }

  get #activity(): Activity {
    if (this.#awaitsClick) return { name: 'idle' };
    if (this.#player !== null) return { name: 'started', state: this.#player.state };
    const result = this.#source;
    if ('source' in result) return { name: 'idle' };
    return result.fault === null ? { name: 'empty' } : { name: 'faulty', fault: result.fault };
  }

  /** Does nothing while a player is at work, or there is nothing to play; one that has given up is replaced. */
  #open(): void {
    if (this.#player !== null && isOver(this.#player.state)) this.#close();
    const result = this.#source;
    if (this.#player === null && this.isConnected && 'source' in result)
      this.#player = this.#createPlayer(result.source);
    this.#render();
  }

  #createPlayer(source: Source): StreamSyncPlayer {
    const player = StreamSyncPlayer.create({ ...source, video: this.video });
    player.on('statechange', (detail) => this.#announce('statechange', detail));
    player.on('syncchange', (detail) => this.#announce('syncchange', detail));
    player.on('error', (detail) => this.#announce('error', detail));
    player.on('itemchange', (detail) => {
      this.#announce('itemchange', detail);
      this.dispatchEvent(new Event('durationchange'));
    });
    return player;
  }

  #close(): void {
    this.#player?.close();
    this.#player = null;
  }

  #reopen(): void {
    this.#close();
    if (this.#wantsToPlay || this.hasAttribute('autoplay')) void this.play();
  }

  async #attemptToPlay(): Promise<void> {
    const outcome = await startPlayback(this.video);
    if (outcome === 'muted') this.#soundUndecided = true;
    if (outcome === 'blocked') {
      this.#wantsToPlay = false;
      this.#awaitsClick = true;
    }
    this.#render();
  }

  #onVideoEvent(type: (typeof FORWARDED_EVENTS)[number]): void {
    // Each new stream starts paused.
    if (type === 'loadstart' && this.#wantsToPlay) void this.#attemptToPlay();
    // Paused from outside of the page, as by the picture-in-picture window.
    if (type === 'pause' && !this.video.ended && this.#player?.state.name === 'playing') this.#wantsToPlay = false;
    if (type === 'play') this.#wantsToPlay = true;
    this.#render();
    this.dispatchEvent(new Event(type));
  }

  #announce(type: string, detail: unknown): void {
    this.#render();
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #onInvitation(button: HTMLButtonElement): void {
    this.#soundUndecided = false;
    if (button !== this.#parts.noticeAction) return;
    if (noticeFor(this.#activity)?.action === 'reload') location.reload();
    else void this.play();
  }

  #showControls(shown: boolean): void {
    this.#controls?.close();
    this.#controls = shown ? new Controls(this, this.#parts) : null;
    this.#parts.frame.classList.toggle('controlled', shown);
    if (shown && !this.hasAttribute('tabindex')) this.tabIndex = 0;
  }

  #render(): void {
    const { frame, unmute } = this.#parts;
    const playing = this.state?.name === 'playing' && this.#wantsToPlay;
    frame.classList.toggle('playing', playing);
    frame.classList.toggle('playing-locally', this.#wantsToPlay);
    unmute.hidden = !(playing && this.muted && this.#soundUndecided);
    renderNotice(this.#parts, noticeFor(this.#activity));
    renderCaptions(this.#parts, this.position(), this.next());
    this.#controls?.render();
  }
}
