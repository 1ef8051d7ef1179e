/** A class to extend where there is no DOM too: servers that render pages import what browsers run. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * The attributes of `<streamsync-player>` as properties, as HTML's own elements have them ("reflecting"). Null and undefined
 * remove them: that is how frameworks take a property back.
 */
export abstract class ReflectedElement extends Base {
  get channel(): string {
    return this.getAttribute('channel') ?? '';
  }

  set channel(channel: string | null | undefined) {
    this.#setText('channel', channel);
  }

  get server(): string {
    return this.getAttribute('server') ?? '';
  }

  set server(server: string | null | undefined) {
    this.#setText('server', server);
  }

  get src(): string {
    return this.getAttribute('src') ?? '';
  }

  set src(src: string | null | undefined) {
    this.#setText('src', src);
  }

  get poster(): string {
    return this.getAttribute('poster') ?? '';
  }

  set poster(poster: string | null | undefined) {
    this.#setText('poster', poster);
  }

  get crossOrigin(): string | null {
    return this.getAttribute('crossorigin');
  }

  set crossOrigin(crossOrigin: string | null | undefined) {
    this.#setText('crossorigin', crossOrigin);
  }

  get autoplay(): boolean {
    return this.hasAttribute('autoplay');
  }

  set autoplay(autoplay: boolean | null | undefined) {
    this.#setFlag('autoplay', autoplay);
  }

  get controls(): boolean {
    return this.hasAttribute('controls');
  }

  set controls(controls: boolean | null | undefined) {
    this.#setFlag('controls', controls);
  }

  get defaultMuted(): boolean {
    return this.hasAttribute('muted');
  }

  set defaultMuted(muted: boolean | null | undefined) {
    this.#setFlag('muted', muted);
  }

  get disablePictureInPicture(): boolean {
    return this.hasAttribute('disablepictureinpicture');
  }

  set disablePictureInPicture(disabled: boolean | null | undefined) {
    this.#setFlag('disablepictureinpicture', disabled);
  }

  get noFullscreen(): boolean {
    return this.hasAttribute('nofullscreen');
  }

  set noFullscreen(disabled: boolean | null | undefined) {
    this.#setFlag('nofullscreen', disabled);
  }

  #setText(name: string, value: string | null | undefined): void {
    if (value === null || value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }

  /** `toggleAttribute` without a value would turn the attribute round. */
  #setFlag(name: string, value: boolean | null | undefined): void {
    this.toggleAttribute(name, Boolean(value));
  }
}

/**
 * Properties that a framework set on the tag before this class was there for it: they would hide the class's own, so
 * they are taken off and set again.
 */
export function upgradeProperties(element: HTMLElement): void {
  const values = element as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(values)) {
    delete values[name];
    values[name] = value;
  }
}
