import { StreamSyncPlayer } from '../sdk/player.js';
import { isOver, type PlayerState } from '../sdk/player-state.js';
import type { PlayerStats } from '../sdk/player-stats.js';
import type { ItemOnAir, Position } from '../sdk/position.js';
import { browserTiming, type Cancel } from '../sdk/timing.js';
import type { TokenSource } from '../sdk/token-source.js';
import { OBSERVED_ATTRIBUTES, type Source } from './attributes.js';
import { startPlayback } from './autoplay.js';
import { renderCaptions } from './captions.js';
import { Controls } from './controls.js';
import { tellOnElement } from './element-events.js';
import { ElementSource } from './element-source.js';
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
  readonly #source = new ElementSource(this, new URL(import.meta.url).origin);
  #controls: Controls | null = null;
  #player: StreamSyncPlayer | null = null;
  /** The state of the player before. */
  #leftState: PlayerState | null = null;
  #cancelPoster: Cancel = () => {};
  /** Not before `connectedCallback`: a tag that is older than its class is told its attributes first. */
  #isSetUp = false;
  #reopening = false;
  #wantsToPlay = false;
  /** The "can autoplay flag" of HTML: what was paused is not started by the attribute. */
  #canAutoplay = true;
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
    return this.#source.token;
  }

  set token(token: TokenSource | null | undefined) {
    this.#source.token = token;
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
    this.#stop();
    this.video.pause();
    this.#render();
  }

  /** Starts over with what the attributes name. */
  load(): void {
    this.#source.forget();
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

  set muted(muted: boolean | null | undefined) {
    if (typeof muted === 'boolean') this.#soundUndecided = false;
    this.video.muted = muted ?? this.defaultMuted;
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
      if (name === 'autoplay' && this.#player === null) this.#begin();
    }
    this.#render();
  }

  get #activity(): Activity {
    if (this.#awaitsClick) return { name: 'idle' };
    if (this.#player !== null) return { name: 'started', state: this.#player.state };
    const result = this.#source.read();
    if ('source' in result) return { name: 'idle' };
    return result.fault === null ? { name: 'empty' } : { name: 'faulty', fault: result.fault };
  }

  /** Does nothing while a player is at work, or there is nothing to play; one that has given up is replaced. */
  #open(): void {
    if (this.#player !== null && isOver(this.#player.state)) this.#close();
    const result = this.#player === null && this.#isSetUp ? this.#source.begin() : null;
    if (result !== null && 'source' in result) {
      this.#createPlayer(result.source);
      this.#cancelPoster();
      this.#cancelPoster = browserTiming.setTimer(POSTER_AFTER_MS, () => this.#showPoster());
    }
    this.#render();
  }

  #createPlayer(source: Source): void {
    const player = StreamSyncPlayer.create({ ...source, video: this.video });
    this.#player = player;
    player.on('statechange', ({ state }) => state.name === 'playing' && this.#poster.hide());
    const isPaused = () => this.paused;
    // A player that has made room for another has nothing more to say.
    const tell = (event: Event) => this.#player === player && this.#tell(event);
    tellOnElement(player, { isPaused, tell });
    const previous = this.#leftState;
    this.#leftState = null;
    if (previous !== null) tell(new CustomEvent('statechange', { detail: { state: player.state, previous } }));
  }

  /** Fires no event: a player that is replaced by another one has not ended for the viewer. */
  #close(): void {
    this.#cancelPoster();
    const player = this.#player;
    this.#leftState = player?.state ?? this.#leftState;
    this.#player = null;
    player?.close();
  }

  /** Once all that a script sets in one go is set, and if that comes to something else than before. */
  #reopen(): void {
    if (!this.#isSetUp || this.#reopening) return;
    this.#reopening = true;
    queueMicrotask(() => {
      this.#reopening = false;
      if (!this.#isSetUp || !this.#source.hasChanged) return;
      this.#canAutoplay = true;
      this.#close();
      this.#begin();
    });
  }

  #begin(): void {
    this.#source.begin();
    if (this.#wantsToPlay || (this.autoplay && this.#canAutoplay)) void this.play();
    else this.#showPoster();
    this.#render();
  }

  /** Until there is a live picture. */
  #showPoster(): void {
    const result = this.#source.read();
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
    if (type === 'pause' && !this.video.ended && this.#player?.state.name === 'playing') this.#stop();
    if (type === 'play') this.#wantsToPlay = true;
    if (type === 'timeupdate') this.keepCues();
    this.#tell(new Event(type));
  }

  #tell(event: Event): void {
    this.#render();
    this.dispatchEvent(event);
  }

  /** Stays stopped until play() is called: the autoplay attribute alone does not start it again. */
  #stop(): void {
    this.#wantsToPlay = false;
    this.#canAutoplay = false;
  }

  #onInvitation(button: HTMLButtonElement): void {
    this.#soundUndecided = false;
    if (button !== this.#parts.noticeAction) this.#render();
    else if (noticeFor(this.#activity)?.action === 'reload') location.reload();
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
