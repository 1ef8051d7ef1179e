import { EventEmitter } from 'node:events';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError, type ErrorCode } from '../../../shared/errors.js';
import type { ViewerPass } from '../../credentials/viewer-pass.js';
import type { OnAir } from '../airing/on-air.js';
import { ViewerSeat } from './viewer-seat.js';

interface ViewerRosterEvents {
  /** Somebody came, or has left. */
  changed: [slug: string];
}

/** Who watches what, and how many may. It knows nothing of media and sockets. */
export class ViewerRoster extends EventEmitter<ViewerRosterEvents> {
  readonly #clock: Clock;
  /** By channel and session id, in the order they came. */
  readonly #seats = new Map<string, Map<string, ViewerSeat>>();

  constructor(clock: Clock) {
    super();
    this.#clock = clock;
  }

  /** The channels that somebody watches. */
  get channels(): string[] {
    return [...this.#seats.keys()];
  }

  /** In the order they came. */
  list(slug: string): ViewerSeat[] {
    return [...(this.#seats.get(slug)?.values() ?? [])];
  }

  count(slug: string): number {
    return this.#seats.get(slug)?.size ?? 0;
  }

  /**
   * Takes a seat for a viewer; `leave` gives it back.
   * @param instead the seat that the same viewer will leave for it: it is not counted.
   * @throws CodedError `channel-full`, or `token-in-use` when as many watch with its token as may.
   */
  take(onAir: OnAir, pass: ViewerPass, instead?: ViewerSeat): ViewerSeat {
    const { slug, maxViewers } = onAir.channel;
    const others = this.list(slug).filter((seat) => seat !== instead);
    makeRoom(withToken(pass, others), pass.maxSessions, 'token-in-use');
    makeRoom(others, maxViewers, 'channel-full');
    const seat = new ViewerSeat({ onAir, pass, clock: this.#clock });
    this.#seats.set(slug, (this.#seats.get(slug) ?? new Map<string, ViewerSeat>()).set(seat.id, seat));
    this.emit('changed', seat.slug);
    return seat;
  }

  /**
   * Has a viewer go on with a newer token of its own.
   * @throws CodedError `token-in-use`; `bad-request` for somebody else's; why the viewer had to go meanwhile.
   */
  renew(seat: ViewerSeat, pass: ViewerPass): void {
    const others = this.list(seat.slug).filter((other) => other !== seat);
    makeRoom(withToken(pass, others), pass.maxSessions, 'token-in-use');
    seat.renew(pass);
  }

  /** Calling it again does nothing. */
  leave(seat: ViewerSeat): void {
    seat.close();
    const ofChannel = this.#seats.get(seat.slug);
    ofChannel?.delete(seat.id);
    if (ofChannel?.size === 0) this.#seats.delete(seat.slug);
    this.emit('changed', seat.slug);
  }

  /** Sends viewers away; each is told the code and its sentence. */
  endWhere(isMeant: (seat: ViewerSeat) => boolean, code: ErrorCode): void {
    const all = [...this.#seats.values()].flatMap((ofChannel) => [...ofChannel.values()]);
    for (const seat of all.filter(isMeant)) seat.end(code);
  }
}

function withToken({ tokenId }: ViewerPass, seats: readonly ViewerSeat[]): ViewerSeat[] {
  return seats.filter(({ pass }) => tokenId !== null && pass.tokenId === tokenId);
}

/** Who has lost its connection gives way to who asks; nobody else does. */
function makeRoom(taken: readonly ViewerSeat[], most: number | null, code: ErrorCode): void {
  if (most === null || taken.length < most) return;
  const orphaned = taken.filter(({ isOrphaned }) => isOrphaned).slice(0, taken.length - most + 1);
  if (taken.length - orphaned.length >= most) throw new CodedError(code);
  for (const seat of orphaned) seat.end(code);
}
