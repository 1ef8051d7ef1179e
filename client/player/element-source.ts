import type { TokenFunction, TokenSource } from '../sdk/token-source.js';
import { type Source, type SourceResult, sourceFrom } from './attributes.js';

/** What an element is to show, by its attributes and the function that gives it tokens, and what it was begun with. */
export class ElementSource {
  readonly #element: HTMLElement;
  readonly #scriptOrigin: string;
  #tokenFunction: TokenFunction | null = null;
  /** Whatever function the page has given last: frameworks give another with every rendering. */
  readonly #askPage: TokenFunction = () => this.#tokenFunction?.();
  #begun: Source | null = null;

  constructor(element: HTMLElement, scriptOrigin: string) {
    this.#element = element;
    this.#scriptOrigin = scriptOrigin;
  }

  get token(): TokenSource | null {
    return this.#tokenFunction ?? this.#element.getAttribute('token');
  }

  set token(token: TokenSource | null | undefined) {
    this.#tokenFunction = typeof token === 'function' ? token : null;
    if (typeof token === 'string') this.#element.setAttribute('token', token);
    else this.#element.removeAttribute('token');
  }

  read(): SourceResult {
    const result = sourceFrom((name) => this.#element.getAttribute(name), this.#scriptOrigin);
    if (this.#tokenFunction === null || !('source' in result)) return result;
    return { source: { ...result.source, token: this.#askPage } };
  }

  /** As `read`, of what is begun with. */
  begin(): SourceResult {
    const result = this.read();
    this.#begun = 'source' in result ? result.source : null;
    return result;
  }

  /** Whether it is other than what was begun with. */
  get hasChanged(): boolean {
    const result = this.read();
    return !('source' in result) || this.#begun === null || !isSame(result.source, this.#begun);
  }

  /** What was begun with is to be begun anew. */
  forget(): void {
    this.#begun = null;
  }
}

function isSame(a: Source, b: Source): boolean {
  return a.channel === b.channel && a.server === b.server && a.token === b.token;
}
