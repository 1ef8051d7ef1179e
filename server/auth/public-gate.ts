import { EventEmitter } from 'node:events';
import { CodedError } from '../../shared/errors.js';
import { ANYBODY, type Revocation, type ViewerPass } from './viewer-pass.js';

/** Lets everybody in where no token is asked for, and nobody else. */
export class PublicGate extends EventEmitter<{ revoked: [Revocation] }> {
  /** @throws CodedError `token-required` */
  async admit({ channel }: { channel: { visibility: 'public' | 'token' } }): Promise<ViewerPass> {
    if (channel.visibility === 'token') throw new CodedError('token-required');
    return ANYBODY;
  }
}
