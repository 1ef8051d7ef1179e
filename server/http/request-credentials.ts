import type { Request } from 'express';
import type { Credentials } from '../credentials/credentials.js';

export const SAFE_METHODS: readonly string[] = ['get', 'head', 'options'];

/** What an HTTP request shows of who sends it. */
export function credentialsOf({ headers, method, ip = '' }: Request): Credentials {
  const { authorization, cookie, origin, host } = headers;
  return { authorization, cookie, origin, host, address: ip, isSafe: SAFE_METHODS.includes(method.toLowerCase()) };
}
