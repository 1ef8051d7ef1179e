export const SESSION_COOKIE = 'streamsync-session';

/** What a request shows of who sends it, whatever carried it: HTTP or a socket's handshake. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  /** The network address it came from. */
  readonly address: string;
  /** True when it changes nothing, as GET does. */
  readonly isSafe: boolean;
}

/** RFC 6750, section 2.1. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

/** RFC 6265, section 4.2. */
export function sessionCookie(cookie: string | undefined): string | undefined {
  const pair = cookie?.split(/; */).find((one) => one.startsWith(`${SESSION_COOKIE}=`));
  return pair?.slice(SESSION_COOKIE.length + 1) || undefined;
}

/** Whether a browser says that a page of this server sent it: of the public origin, or of the host that was asked. */
export function isSameOrigin({ origin, host }: Credentials, publicOrigin: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === publicOrigin || (host !== undefined && new URL(origin).host === host.toLowerCase());
}
