const MOST_CHARS = 261;
/** A name or an address, with a port or without one (RFC 9110, section 7.2; what RFC 3986 allows besides occurs in no name). */
const HOST = /^(?:[a-z\d](?:[a-z\d._-]*[a-z\d.])?|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Whether a `Host` header can be one: what it says ends up in addresses that pages and guides are given. */
export function isHost(host: string): boolean {
  return host.length <= MOST_CHARS && HOST.test(host);
}
