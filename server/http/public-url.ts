import type { Request } from 'express';
import type { Settings } from '../config/settings.js';

/** The origin by which this request's sender knows the server. */
export function publicUrlOf(request: Request, { PUBLIC_URL }: Pick<Settings, 'PUBLIC_URL'>): string {
  return PUBLIC_URL === undefined ? `${request.protocol}://${request.get('host')}` : new URL(PUBLIC_URL).origin;
}
