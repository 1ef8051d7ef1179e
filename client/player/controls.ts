import { browserTiming, type Cancel } from '../sdk/timing.js';
import { type Command, commandFor } from './keyboard.js';
import { Resting } from './resting.js';
import { canFullscreen, canPictureInPicture, toggleFullscreen, togglePictureInPicture } from './screen-modes.js';
import type { Parts } from './template.js';

const VOLUME_STEP = 0.1;

/** What the controls work on: the element itself. */
interface Controllable extends HTMLElement {
  readonly video: HTMLVideoElement;
  readonly paused: boolean;
  readonly noFullscreen: boolean;
  muted: boolean;
  volume: number;
  play(): Promise<void>;
  pause(): void;
}

/** The element's own controls: buttons, keys, and giving way when nobody uses them. */
export class Controls {
  readonly #player: Controllable;
  readonly #parts: Parts;
  readonly #resting: Resting;
  readonly #release: Cancel;

  constructor(player: Controllable, parts: Parts) {
    this.#player = player;
    this.#parts = parts;
    // Some are the page's own, in slots.
    const hasKeyboard = () => [parts.frame, player].some((tree) => tree.querySelector(':focus-visible') !== null);
    this.#resting = new Resting(player, browserTiming, hasKeyboard, (resting) => {
      parts.frame.classList.toggle('resting', resting);
    });
    const listening = new AbortController();
    const on = (target: HTMLElement, event: string, action: () => void): void =>
      target.addEventListener(event, action, { signal: listening.signal });
    on(parts.play, 'click', () => this.#run('toggle-play'));
    on(parts.mute, 'click', () => this.#run('toggle-muted'));
    on(parts.unmute, 'click', () => this.#run('toggle-muted'));
    on(parts.pip, 'click', () => this.#run('toggle-pip'));
    on(parts.fullscreen, 'click', () => this.#run('toggle-fullscreen'));
    on(parts.video, 'dblclick', () => this.#run('toggle-fullscreen'));
    on(parts.volume, 'input', () => this.#setVolume(parts.volume.valueAsNumber));
    player.addEventListener('keydown', (event) => this.#onKey(event), { signal: listening.signal });
    this.#release = () => listening.abort();
    this.render();
  }

  /** Shows what the player is at; to be called whenever that changed. */
  render(): void {
    const { paused, muted, volume } = this.#player;
    const { frame, play, mute, volume: slider, pip, fullscreen, video } = this.#parts;
    pip.hidden = !canPictureInPicture(video);
    fullscreen.hidden = this.#player.noFullscreen || !canFullscreen(video);
    frame.classList.toggle('muted', muted || volume === 0);
    play.setAttribute('aria-label', paused ? 'Play live' : 'Pause');
    mute.setAttribute('aria-label', muted ? 'Unmute' : 'Mute');
    fullscreen.setAttribute(
      'aria-label',
      document.fullscreenElement === this.#player ? 'Leave full screen' : 'Full screen',
    );
    slider.valueAsNumber = muted ? 0 : volume;
  }

  close(): void {
    this.#resting.close();
    this.#release();
  }

  #onKey(event: KeyboardEvent): void {
    const focused = event.composedPath()[0];
    const command = commandFor(event, focused instanceof Element ? focused.tagName : '');
    if (command === null) return;
    event.preventDefault();
    this.#run(command);
  }

  #run(command: Command): void {
    const player = this.#player;
    switch (command) {
      case 'toggle-play':
        if (player.paused) void player.play();
        else player.pause();
        return;
      case 'toggle-muted':
        if (player.muted && player.volume === 0) player.volume = 1;
        player.muted = !player.muted;
        return;
      case 'toggle-pip':
        if (canPictureInPicture(player.video)) void togglePictureInPicture(player.video);
        return;
      case 'toggle-fullscreen':
        if (!player.noFullscreen) void toggleFullscreen(player, player.video);
        return;
      case 'louder':
        this.#setVolume(player.volume + VOLUME_STEP);
        return;
      case 'quieter':
        this.#setVolume(player.volume - VOLUME_STEP);
        return;
    }
  }

  #setVolume(volume: number): void {
    this.#player.volume = Math.min(1, Math.max(0, volume));
    this.#player.muted = this.#player.volume === 0;
  }
}
