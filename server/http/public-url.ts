import type { Request } from 'express';
import type { Settings } from '../config/settings.js';

/**
 * The origin by which this request's sender knows the server. Its `Host` has been looked at by then (`validHost`); the
 * scheme is one of two, whatever a proxy says.
 */
export function publicUrlOf(request: Request, { PUBLIC_URL }: Pick<Settings, 'PUBLIC_URL'>): string {
  if (PUBLIC_URL !== undefined) return new URL(PUBLIC_URL).origin;
  return `${request.secure ? 'https' : 'http'}://${request.get('host') ?? 'localhost'}`;
}
