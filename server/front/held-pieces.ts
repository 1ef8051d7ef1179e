import type { Response } from 'express';
import { CodedError } from '../../shared/errors.js';

/**
 * Bounds what answers that are under way hold in memory: however many read one piece, it is there once. Slow readers of
 * many pieces would else hold all of them.
 */
export class HeldPieces {
  readonly #mostBytes: number;
  readonly #readers = new Map<object, number>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Holds a piece until a response is over; a client that has left already holds nothing. @throws as `hold` does */
  holdFor(response: Pick<Response, 'closed' | 'once'>, piece: Buffer): void {
    if (!response.closed) response.once('close', this.hold(piece));
  }

  /**
   * Counts one more reader of a piece.
   * @returns what ends that; to be called once
   * @throws CodedError not-ready when too much is held already
   */
  hold(piece: Buffer): () => void {
    const readers = this.#readers.get(piece) ?? 0;
    if (readers === 0) {
      if (this.#bytes + piece.length > this.#mostBytes) {
        throw new CodedError('not-ready', 'Too much is being sent: try again in a moment.', { retryAfterSeconds: 1 });
      }
      this.#bytes += piece.length;
    }
    this.#readers.set(piece, readers + 1);
    return () => this.#release(piece);
  }

  #release(piece: Buffer): void {
    const left = this.#readers.get(piece)! - 1;
    if (left > 0) {
      this.#readers.set(piece, left);
      return;
    }
    this.#readers.delete(piece);
    this.#bytes -= piece.length;
  }
}
