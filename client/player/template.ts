import { ICONS } from './icons.js';

/** The parts of the element's shadow tree that its code works on. */
export interface Parts {
  readonly frame: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly poster: HTMLCanvasElement;
  readonly notice: HTMLElement;
  readonly noticeTitle: HTMLElement;
  readonly noticeText: HTMLElement;
  readonly noticeAction: HTMLButtonElement;
  readonly unmute: HTMLButtonElement;
  readonly nowTitle: HTMLElement;
  readonly remaining: HTMLElement;
  readonly next: HTMLElement;
  readonly progress: HTMLElement;
  readonly play: HTMLButtonElement;
  readonly mute: HTMLButtonElement;
  readonly volume: HTMLInputElement;
  readonly pip: HTMLButtonElement;
  readonly fullscreen: HTMLButtonElement;
}

const HTML = `
<div id="frame" class="frame">
  <video id="video" part="video" playsinline></video>
  <canvas id="poster" part="poster" aria-hidden="true" hidden></canvas>
  <slot></slot>
  <div id="notice" part="notice" class="notice" role="status" hidden>
    <span class="spinner"></span>
    <div class="words">
      <strong id="noticeTitle"></strong>
      <span id="noticeText"></span>
      <button id="noticeAction" part="notice-button" class="pill" type="button"></button>
    </div>
  </div>
  <div class="top"><slot name="top"></slot></div>
  <div class="lower">
    <button id="unmute" part="unmute" class="pill unmute" type="button" hidden>${ICONS.muted}Tap for sound</button>
    <div class="bar" part="controls">
      <div class="captions" part="captions">
        <span class="now"><span class="live" part="live">Live</span><span id="nowTitle" part="now"></span></span>
        <span id="remaining" part="remaining" class="remaining"></span>
        <span id="next" part="next" class="next"></span>
      </div>
      <div id="progress" part="progress" class="progress" role="progressbar" aria-label="Progress of what is on now"
        aria-valuemin="0" aria-valuemax="100"></div>
      <div class="buttons" role="group" aria-label="Player controls">
        <button id="play" part="button" type="button">${ICONS.play}${ICONS.pause}</button>
        <button id="mute" part="button" type="button">${ICONS.sound}${ICONS.muted}</button>
        <input id="volume" part="volume" type="range" min="0" max="1" step="0.05" aria-label="Volume">
        <span class="space"></span>
        <slot name="actions"></slot>
        <button id="pip" part="button" type="button" aria-label="Picture in picture">${ICONS.pip}</button>
        <button id="fullscreen" part="button" type="button">${ICONS.expand}${ICONS.shrink}</button>
      </div>
    </div>
  </div>
</div>`;

/** Fills a shadow root; the ids above are the names of the parts. */
export function render(root: ShadowRoot, css: string): Parts {
  adoptStyle(root, css);
  const template = document.createElement('template');
  template.innerHTML = HTML;
  root.append(template.content);
  const named = [...root.querySelectorAll<HTMLElement>('[id]')].map((element) => [element.id, element] as const);
  return Object.fromEntries(named) as unknown as Parts;
}

/** A constructed sheet is out of reach of a page's `style-src` policy. */
function adoptStyle(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
}
