import { frameTimeMs, type Grid } from '../../../shared/timeline/grid.js';
import type { Millis } from '../../../shared/units.js';
import { isGap, type Programme } from './programmes.js';

/** A programme guide, in the form that every format is written from. */
export interface Guide {
  readonly channel: { readonly slug: string; readonly name: string };
  readonly grid: Grid;
  /** The newest version of the schedule in it. */
  readonly version: number;
  /** When that version was made. */
  readonly revisedAtMs: Millis;
  readonly programmes: readonly Programme[];
  /** Addresses for people and programs, when the server knows its own. */
  readonly links: { readonly watch: string; readonly poster: string | null };
}

/** A programme in calendars and players, which know whole seconds and no gaps. */
export interface Broadcast {
  readonly programme: Programme;
  readonly title: string;
  readonly startsAtMs: Millis;
  readonly endsAtMs: Millis;
}

/** Both ends are cut down to a second, so what adjoins still does; what is left without a second is left out. */
export function broadcastsOf({ programmes, grid }: Guide): Broadcast[] {
  return programmes
    .filter((programme) => !isGap(programme))
    .map((programme) => ({
      programme,
      title: plainText(programme.item.title),
      startsAtMs: wholeSecond(frameTimeMs(grid, programme.startFrame)),
      endsAtMs: wholeSecond(frameTimeMs(grid, programme.endFrame)),
    }))
    .filter(({ startsAtMs, endsAtMs }) => endsAtMs > startsAtMs);
}

/** Text without what XML 1.0 (section 2.2) and iCalendar (RFC 5545, section 3.1) have no way to write: control characters. */
export function plainText(text: string): string {
  return text.replace(/[^\t\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}

function wholeSecond(atMs: Millis): Millis {
  return Math.floor(atMs / 1000) * 1000;
}
