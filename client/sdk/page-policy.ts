import { CONFIG_PATH } from './player-config.js';
import { PlayerError } from './player-error.js';

/** The directives (CSP Level 3) under which a page may forbid what a player does, and what it would have to allow. */
const DIRECTIVES = ['connect-src', 'default-src', 'webrtc'];

/**
 * Watches for the page's own Content-Security-Policy keeping the player from its server: to the player itself that looks
 * like a server which does not answer.
 */
export class PagePolicy {
  readonly #server: URL;
  #refused: string | null = null;
  readonly #listen = (event: SecurityPolicyViolationEvent): void => this.#onViolation(event);

  constructor(server: string) {
    this.#server = new URL(server);
    document.addEventListener('securitypolicyviolation', this.#listen);
  }

  /** The reason that no try can succeed; null when the page is not at fault. */
  get problem(): PlayerError | null {
    const { host, origin, protocol } = this.#server;
    if (this.#refused !== null) {
      const socket = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`;
      return blocked(
        `the Content-Security-Policy of this page does not allow it (${this.#refused}): add ${origin} and ${socket} to connect-src`,
      );
    }
    if (location.protocol === 'https:' && protocol === 'http:' && !isLoopback(this.#server)) {
      return blocked(`this page is loaded over HTTPS and may not use ${origin}: give the server HTTPS too`);
    }
    return null;
  }

  close(): void {
    document.removeEventListener('securitypolicyviolation', this.#listen);
  }

  #onViolation({ blockedURI, effectiveDirective, disposition }: SecurityPolicyViolationEvent): void {
    if (disposition === 'report' || !DIRECTIVES.includes(effectiveDirective)) return;
    if (effectiveDirective === 'webrtc' || this.#isOurs(blockedURI)) this.#refused = effectiveDirective;
  }

  /**
   * Some requests follow redirects, as to the sign-in page of a network, and are then reported by the address that they
   * began with. These do not; and some browsers report no path at all.
   */
  #isOurs(blockedURI: string): boolean {
    if (!URL.canParse(blockedURI)) return false;
    const { host, protocol, pathname } = new URL(blockedURI);
    return host === this.#server.host && (protocol.startsWith('ws') || [CONFIG_PATH, '/'].includes(pathname));
  }
}

function blocked(why: string): PlayerError {
  return new PlayerError('blocked-by-page', `The player may not reach its server: ${why}.`);
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^(127\.|\[::1\]$)/.test(hostname);
}
