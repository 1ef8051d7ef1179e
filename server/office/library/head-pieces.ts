import { EventEmitter } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { makeHeadPiece } from '../../../media/ingest/head-piece.js';
import type { Clock } from '../../../media/playout/clock.js';
import type { BlobStore } from '../../../media/store/blob-store.js';
import type { Grid } from '../../../shared/timeline/grid.js';
import type { HeadPiece } from '../../../shared/timeline/sequence.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';
import type { Logger } from '../../log/logger.js';
import type { HeadNeed, HeadPieceStore } from '../store/head-piece-store.js';
import type { ObjectKeeper } from './object-keeper.js';
import { PatientStore } from './patient-store.js';
import { Serial } from './serial.js';

const MOST_PIECES = 20_000;
const MOST_ATTEMPTS = 3;
const TRY_AGAIN_MS: Millis = 30_000;

export interface HeadPiecesDeps {
  readonly store: HeadPieceStore;
  readonly objects: ObjectKeeper;
  readonly blobs: BlobStore;
  readonly grid: Grid;
  readonly tools: { readonly ffmpeg: string };
  /** The pieces' own. */
  readonly workDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Every in point that anything scheduled, or any newest revision, has: the rest is swept. */
  needed(): Promise<readonly HeadNeed[]>;
}

interface HeadPiecesEvents {
  ready: [piece: HeadNeed & { readonly head: HeadPiece }];
}

/** Needed until a time, whatever trims there are. */
export interface TimedNeed extends HeadNeed {
  readonly untilMs?: Millis;
}

interface Piece extends HeadNeed {
  head: HeadPiece | null;
  attempts: number;
  untilMs: Millis | null;
}

/**
 * Makes in points exact: where a trim starts between two GOPs, or an item goes on there after something else, a short
 * object stands in up to the next one. They are made one at a time in the background, after a crash again, and are there
 * from then on; until then such an item starts at the next IDR of each layer.
 */
export class HeadPieces extends EventEmitter<HeadPiecesEvents> {
  readonly #deps: HeadPiecesDeps;
  readonly #pieces = new Map<string, Piece>();
  readonly #pending: Piece[] = [];
  readonly #changes = new Serial();
  readonly #closing = new AbortController();
  #making: Promise<void> | undefined;
  /** One that has not begun. */
  #nextRefresh: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;

  private constructor(deps: HeadPiecesDeps) {
    super();
    this.#deps = deps;
  }

  /** Goes on with what a killed process had noted. */
  static async create(deps: HeadPiecesDeps): Promise<HeadPieces> {
    await mkdir(deps.workDir, { recursive: true });
    const heads = new HeadPieces(deps);
    for (const record of await deps.store.list()) heads.#add({ ...record });
    await heads.refresh();
    heads.#wake();
    return heads;
  }

  /** What stands in from an in point up to the next GOP; null while it is not made, and where none is needed. */
  find(objectId: string, inFrame: FrameIndex): HeadPiece | null {
    return this.#pieces.get(keyOf({ objectId, inFrame }))?.head ?? null;
  }

  /** Whether a piece was tried as often as it is, and is not to be had: what needs it starts late. */
  isGivenUp(objectId: string, inFrame: FrameIndex): boolean {
    const piece = this.#pieces.get(keyOf({ objectId, inFrame }));
    return piece !== undefined && piece.head === null && piece.attempts >= MOST_ATTEMPTS;
  }

  /**
   * Sees to it that items will start on their frame there; resolves when that is noted for good. Places on a GOP start
   * already are exact. What neither a trim needs nor a time that is named is dropped by the next refresh.
   */
  async ensure(needs: readonly TimedNeed[]): Promise<void> {
    await this.#changes.run(() => this.#note(needs));
    this.#wake();
    const nowMs = this.#deps.clock.now();
    if ([...this.#pieces.values()].some(({ untilMs }) => untilMs !== null && untilMs < nowMs)) await this.refresh();
  }

  /**
   * Removes the pieces that nothing needs any more, and notes those that something does. What fails is logged. Of those
   * that are asked for while one is under way, one is made.
   */
  refresh(): Promise<void> {
    this.#nextRefresh ??= this.#changes.run(async () => {
      this.#nextRefresh = undefined;
      await this.#follow().catch((err: unknown) => {
        this.#deps.logger.warn({ err }, 'could not update the head pieces');
      });
      this.#wake();
    });
    return this.#nextRefresh;
  }

  /** Ends the making of a piece, which begins again at the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancelTimer?.();
    await this.#making;
    await this.#changes.run(async () => undefined);
    this.removeAllListeners();
  }

  async #follow(): Promise<void> {
    const needs = await this.#deps.needed();
    const needed = new Set(needs.map(keyOf));
    const nowMs = this.#deps.clock.now();
    for (const [key, piece] of this.#pieces) {
      if (piece.untilMs !== null && piece.untilMs < nowMs) await this.#setUntil(piece, null);
      if (piece.untilMs === null && !needed.has(key)) await this.#drop(piece);
    }
    await this.#note(needs);
  }

  async #note(needs: readonly TimedNeed[]): Promise<void> {
    const { framesPerGop } = this.#deps.grid;
    const wanted: TimedNeed[] = [];
    for (const need of longestOfEach(needs)) {
      const piece = this.#pieces.get(keyOf(need));
      if (piece === undefined && need.inFrame % framesPerGop !== 0) wanted.push(need);
      if (piece !== undefined && (need.untilMs ?? 0) > (piece.untilMs ?? 0)) {
        await this.#setUntil(piece, need.untilMs ?? null);
      }
    }
    const added = wanted.slice(0, Math.max(0, MOST_PIECES - this.#pieces.size));
    if (added.length < wanted.length) {
      this.#deps.logger.warn(
        { pieces: MOST_PIECES },
        'there are too many trims and returns: some will not start on their frame',
      );
    }
    if (added.length === 0) return;
    const records = added.map(({ objectId, inFrame, untilMs = null }) => ({ objectId, inFrame, untilMs }));
    await this.#deps.store.add(records);
    for (const record of records) this.#add({ ...record, head: null, attempts: 0 });
  }

  async #setUntil(piece: Piece, untilMs: Millis | null): Promise<void> {
    await this.#deps.store.setUntil(piece, untilMs);
    piece.untilMs = untilMs;
  }

  #add(piece: Piece): void {
    this.#pieces.set(keyOf(piece), piece);
    if (piece.head === null && piece.attempts < MOST_ATTEMPTS) this.#pending.push(piece);
  }

  async #drop(piece: Piece): Promise<void> {
    this.#pieces.delete(keyOf(piece));
    await this.#deps.store.remove(piece, Math.floor(this.#deps.clock.now()));
    if (piece.head !== null) await this.#deps.objects.removeUnused(piece.head.objectId);
  }

  #wake(): void {
    if (this.#making !== undefined || this.#closing.signal.aborted || this.#pending.length === 0) return;
    this.#making = this.#makeAll().finally(() => {
      this.#making = undefined;
      this.#wake();
    });
  }

  /** Never throws. */
  async #makeAll(): Promise<void> {
    for (let piece = this.#takePending(); piece !== undefined; piece = this.#takePending()) {
      if (this.#closing.signal.aborted) return;
      if (this.#pieces.get(keyOf(piece)) === piece) await this.#make(piece);
    }
  }

  /** What trims need may be on air at any time; then what is needed first. */
  #takePending(): Piece | undefined {
    const due = this.#pending.map(({ untilMs }) => untilMs ?? 0);
    const [piece] = this.#pending.splice(due.indexOf(Math.min(...due)), 1);
    return piece;
  }

  async #make(piece: Piece): Promise<void> {
    const { store, objects, blobs, tools, workDir, clock, logger } = this.#deps;
    const work = `head piece ${keyOf(piece)}`;
    const { signal } = this.#closing;
    try {
      piece.attempts += 1;
      await store.setAttempts(piece, piece.attempts);
      const whilePublishing = (objectId: string, publish: () => Promise<void>) =>
        objects.publish(work, objectId, publish);
      const onWait = (reason: string | null) => logger.info({ reason, work }, 'a head piece waits for the media store');
      const patient = new PatientStore(blobs, { clock, signal, onWait });
      const head = await makeHeadPiece(piece, { store: patient, tools, workDir, clock, signal, whilePublishing });
      await this.#changes.run(async () => {
        // It may have been swept meanwhile.
        if (this.#pieces.get(keyOf(piece)) !== piece) return;
        await store.finish(piece, head);
        piece.head = head;
      });
      if (piece.head !== null) this.emit('ready', { objectId: piece.objectId, inFrame: piece.inFrame, head });
    } catch (error) {
      if (signal.aborted) await store.setAttempts(piece, piece.attempts - 1).catch(() => undefined);
      else this.#failed(piece, error);
    } finally {
      await objects.release(work).catch((err: unknown) => logger.warn({ err }, 'an object of no use was left'));
    }
  }

  #failed(piece: Piece, err: unknown): void {
    const { objectId, inFrame, attempts } = piece;
    const isLast = attempts >= MOST_ATTEMPTS;
    this.#deps.logger.warn(
      { err, objectId, inFrame },
      isLast
        ? 'a trim, or a return, will start late: its head piece cannot be made'
        : 'a head piece was not made: it is tried again',
    );
    if (isLast) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#deps.clock.setTimer(TRY_AGAIN_MS, () => {
      const queued = new Set(this.#pending);
      for (const other of this.#pieces.values()) {
        if (other.head === null && other.attempts > 0 && other.attempts < MOST_ATTEMPTS && !queued.has(other)) {
          this.#pending.push(other);
        }
      }
      this.#wake();
    });
  }
}

function keyOf({ objectId, inFrame }: HeadNeed): string {
  return `${objectId}/${inFrame}`;
}

/** A return that repeats needs its piece until the last time. */
function longestOfEach(needs: readonly TimedNeed[]): Iterable<TimedNeed> {
  const byKey = new Map<string, TimedNeed>();
  for (const need of needs) {
    const known = byKey.get(keyOf(need));
    if (known === undefined || (known.untilMs ?? 0) < (need.untilMs ?? 0)) byKey.set(keyOf(need), need);
  }
  return byKey.values();
}
