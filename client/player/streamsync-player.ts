import { StreamSyncPlayer } from '../sdk/player.js';
import { isOver, type PlayerState } from '../sdk/player-state.js';
import type { PlayerStats } from '../sdk/player-stats.js';
import type { ItemOnAir, Position } from '../sdk/position.js';
import { browserTiming, type Cancel } from '../sdk/timing.js';
import type { TokenSource } from '../sdk/token-source.js';
import { OBSERVED_ATTRIBUTES, type Source, type SourceResult, sourceFrom } from './attributes.js';
import { startPlayback } from './autoplay.js';
import { renderCaptions } from './captions.js';
import { Controls } from './controls.js';
import { MediaElement, type PlaybackError } from './media-element.js';
import { FORWARDED_EVENTS } from './media-events.js';
import { type Activity, noticeFor } from './notice.js';
import { renderNotice } from './notice-view.js';
import { playbackErrorOf } from './playback-error.js';
import { Poster } from './poster.js';
import { upgradeProperties } from './reflected-element.js';
import { showState } from './state-names.js';
import { CSS } from './styles.js';
import { type Parts, render } from './template.js';
import { applyToVideo } from './video-attributes.js';

/** A join is mostly quicker than a picture to wait with: only a slow one is bridged. */
const POSTER_AFTER_MS = 400;

/** Changing any of these means another player. */
const SOURCE_ATTRIBUTES = ['channel', 'server', 'src', 'token'];

/**
 * `<streamsync-player channel="demo" muted autoplay controls>`: a channel as a media element. A pause freezes the
 * picture here and nowhere else; playing on goes on live. PLAYER.md lists what it takes, tells and lets be styled.
 */
export class StreamSyncPlayerElement extends MediaElement {
  static readonly observedAttributes = OBSERVED_ATTRIBUTES;

  readonly #internals: ElementInternals;
  readonly #parts: Parts;
  readonly #poster: Poster;
  #controls: Controls | null = null;
  #player: StreamSyncPlayer | null = null;
  #tokenSource: TokenSource | null = null;
  #cancelPoster: Cancel = () => {};
  /** Not before `connectedCallback`: a tag that is older than its class is told its attributes first. */
  #isSetUp = false;
  #reopening = false;
  #wantsToPlay = false;
  /** Nobody has said yet whether there should be sound, so the offer of it is shown. */
  #soundUndecided = true;
  /** The browser plays nothing before a click, not even without sound. */
  #awaitsClick = false;

  constructor() {
    super();
    this.#parts = render(this.attachShadow({ mode: 'open' }), CSS);
    this.#poster = new Poster(this.#parts.poster);
    this.#internals = this.attachInternals();
    this.#internals.role = 'region';
    this.#internals.ariaLabel = 'Live video';
    const { video, noticeAction, unmute } = this.#parts;
    for (const type of FORWARDED_EVENTS) video.addEventListener(type, () => this.#onVideoEvent(type));
    for (const button of [noticeAction, unmute]) button.addEventListener('click', () => this.#onInvitation(button));
  }

  get video(): HTMLVideoElement {
    return this.#parts.video;
  }

  /** Where the player is; null while there is none. */
  get state(): PlayerState | null {
    return this.#player?.state ?? null;
  }

  /** A viewer token, or what fetches one whenever it is needed. */
  get token(): TokenSource | null {
    return this.#tokenSource ?? this.getAttribute('token');
  }

  set token(token: TokenSource | null | undefined) {
    this.#tokenSource = typeof token === 'function' ? token : null;
    if (typeof token === 'string') this.setAttribute('token', token);
    else this.removeAttribute('token');
    this.#reopen();
  }

  /** Of the frame on screen; null before the first. */
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

  /** Starts over with what the attributes name. */
  load(): void {
    this.#reopen();
  }

  get paused(): boolean {
    return !this.#wantsToPlay;
  }

  get ended(): boolean {
    return this.state?.name === 'ended';
  }

  get error(): PlaybackError | null {
    return playbackErrorOf(this.state);
  }

  get muted(): boolean {
    return this.video.muted;
  }

  set muted(muted: boolean) {
    this.#soundUndecided = false;
    this.video.muted = muted;
  }

  connectedCallback(): void {
    upgradeProperties(this);
    this.#isSetUp = true;
    if (this.controls) this.#showControls(true);
    this.#begin();
  }

  disconnectedCallback(): void {
    this.#isSetUp = false;
    this.#showControls(false);
    this.#poster.hide();
    this.#close();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (SOURCE_ATTRIBUTES.includes(name)) this.#reopen();
    else if (!applyToVideo(this.video, name, after) && this.#isSetUp) {
      if (name === 'controls') this.#showControls(after !== null);
      if (name === 'poster') this.#showPoster();
      if (name === 'autoplay' && after !== null && this.#player === null) void this.play();
    }
    this.#render();
  }

  get #source(): SourceResult {
    const result = sourceFrom((name) => this.getAttribute(name), new URL(import.meta.url).origin);
    if (this.#tokenSource === null || !('source' in result)) return result;
    return { source: { ...result.source, token: this.#tokenSource } };
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
    if (this.#player === null && this.#isSetUp && 'source' in result) {
      this.#player = this.#createPlayer(result.source);
      this.#cancelPoster();
      this.#cancelPoster = browserTiming.setTimer(POSTER_AFTER_MS, () => this.#showPoster());
    }
    this.#render();
  }

  #createPlayer(source: Source): StreamSyncPlayer {
    const player = StreamSyncPlayer.create({ ...source, video: this.video });
    player.on('statechange', (detail) => {
      if (detail.state.name === 'playing') this.#poster.hide();
      this.#announce('statechange', detail);
      if (detail.state.name === 'ended') this.dispatchEvent(new Event('ended'));
    });
    player.on('syncchange', (detail) => this.#announce('syncchange', detail));
    player.on('error', (detail) => this.#announce('error', detail));
    player.on('itemchange', (detail) => {
      this.#announce('itemchange', detail);
      this.dispatchEvent(new Event('durationchange'));
    });
    return player;
  }

  #close(): void {
    this.#cancelPoster();
    this.#player?.close();
    this.#player = null;
  }

  /** Once all that a script sets in one go is set. */
  #reopen(): void {
    if (!this.#isSetUp || this.#reopening) return;
    this.#reopening = true;
    queueMicrotask(() => {
      this.#reopening = false;
      if (!this.#isSetUp) return;
      this.#close();
      this.#begin();
    });
  }

  #begin(): void {
    if (this.#wantsToPlay || this.autoplay) void this.play();
    else this.#showPoster();
    this.#render();
  }

  /** Until there is a live picture. */
  #showPoster(): void {
    const result = this.#source;
    if ('source' in result && this.state?.name !== 'playing') void this.#poster.show(result.source, this.poster);
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
    const activity = this.#activity;
    const playing = this.state?.name === 'playing' && this.#wantsToPlay;
    frame.classList.toggle('playing', playing);
    frame.classList.toggle('playing-locally', this.#wantsToPlay);
    unmute.hidden = !(playing && this.muted && this.#soundUndecided);
    showState(this.#internals, activity);
    renderNotice(this.#parts, noticeFor(activity));
    renderCaptions(this.#parts, this.position(), this.next());
    this.#controls?.render();
  }
}
