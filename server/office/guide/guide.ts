import { frameTimeMs, type Grid } from '../../../shared/timeline/grid.js';
import type { Millis } from '../../../shared/units.js';
import { isGap, type Programme } from './programmes.js';

/** A programme guide, in the form that every format is written from. */
export interface Guide {
  readonly channel: { readonly slug: string; readonly name: string };
  readonly grid: Grid;
  /** The newest version of the schedule in it. */
  readonly version: number;
  /** When that version was made, or, if that is later, something in the guide was named otherwise. */
  readonly revisedAtMs: Millis;
  readonly programmes: readonly Programme[];
  /** Of the sequences in it, by id. */
  readonly sequenceNames: ReadonlyMap<string, string>;
  /** Where it had to be cut; null when it is all that was asked for. */
  readonly nextMs: Millis | null;
}

/** Addresses for people and programs, when the server knows its own. */
export interface GuideLinks {
  readonly watch: string;
  readonly poster: string | null;
  /** Of the rest of a guide that was cut. */
  readonly next: string | null;
}

/** A programme in calendars and players, which know whole seconds and no gaps. */
export interface Broadcast {
  readonly programme: Programme;
  readonly title: string;
  readonly startsAtMs: Millis;
  readonly endsAtMs: Millis;
}

/** Both ends are cut down to a second, so what adjoins still does; what is left without a second is left out. */
export function broadcastsOf(
  { grid, sequenceNames }: Pick<Guide, 'grid' | 'sequenceNames'>,
  programmes: readonly Programme[],
): Broadcast[] {
  return programmes
    .filter((programme) => !isGap(programme))
    .map((programme) => ({
      programme,
      title: plainText(titleOf(programme, sequenceNames)),
      startsAtMs: wholeSecond(frameTimeMs(grid, programme.startFrame)),
      endsAtMs: wholeSecond(frameTimeMs(grid, programme.endFrame)),
    }))
    .filter(({ startsAtMs, endsAtMs }) => endsAtMs > startsAtMs);
}

export function titleOf({ item, sequenceId, isWhole }: Programme, sequenceNames: Guide['sequenceNames']): string {
  return isWhole ? (sequenceNames.get(sequenceId ?? '') ?? item.title) : item.title;
}

/** Said where a guide was cut, in formats that have no other place for it. */
export function cutNotice({ nextMs }: Guide, { next }: GuideLinks): string | null {
  if (nextMs === null) return null;
  return `This guide was too long to be told at once: it goes on at ${new Date(nextMs).toISOString()}, ${next ?? ''}`;
}

/** Text without what XML 1.0 (section 2.2) and iCalendar (RFC 5545, section 3.1) have no way to write: control characters. */
export function plainText(text: string): string {
  return text.replace(/[^\t\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}

function wholeSecond(atMs: Millis): Millis {
  return Math.floor(atMs / 1000) * 1000;
}
