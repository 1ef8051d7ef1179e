import ICAL from 'ical.js';
import { v5 as uuidOfName } from 'uuid';
import type { Millis } from '../../../shared/units.js';
import { type Broadcast, broadcastsOf, type Guide, plainText } from './guide.js';

const PRODUCT = '-//StreamSync//Programme guide//EN';
const REFRESH = 'PT1H';
/** Of our own making: names within it are `slug/start/media`. */
const PROGRAMMES = '6f0d7c1e-3b0a-4f4e-9d5c-8d6a4f1b2c37';

// RFC 5545, section 3.1: 75 octets with the space that a folded line starts with, which ical.js does not count.
ICAL.foldLength = 74;

/** A property in jCal (RFC 7265, section 3.4): its name, parameters, type and value. */
type JcalProperty = [name: string, parameters: Record<string, string>, type: string, value: string];

/**
 * The guide as an iCalendar object (RFC 5545, with the calendar properties of RFC 7986). Gaps are left out. A programme
 * keeps its UID for as long as it is at its time, whenever and by whomever it is asked for.
 */
export function icalendar(guide: Guide): string {
  const name = plainText(guide.channel.name);
  const properties: JcalProperty[] = [
    ['version', {}, 'text', '2.0'],
    ['prodid', {}, 'text', PRODUCT],
    ['name', {}, 'text', name],
    ['x-wr-calname', {}, 'text', name],
    ['refresh-interval', {}, 'duration', REFRESH],
  ];
  const events = broadcastsOf(guide).map((broadcast) => ['vevent', event(guide, broadcast), []]);
  return ICAL.stringify(['vcalendar', properties, events]);
}

function event({ channel, links, revisedAtMs }: Guide, { programme, title, startsAtMs, endsAtMs }: Broadcast) {
  const properties: JcalProperty[] = [
    ['uid', {}, 'text', uuidOfName(`${channel.slug}/${startsAtMs}/${programme.item.mediaId}`, PROGRAMMES)],
    ['dtstamp', {}, 'date-time', dateTime(revisedAtMs)],
    ['dtstart', {}, 'date-time', dateTime(startsAtMs)],
    ['dtend', {}, 'date-time', dateTime(endsAtMs)],
    ['summary', {}, 'text', title],
    ['url', {}, 'uri', links.watch],
    // Nobody is busy because something is on air.
    ['transp', {}, 'text', 'TRANSPARENT'],
  ];
  return properties;
}

/** `2026-01-01T00:00:00Z` (RFC 7265, section 3.6.5). */
function dateTime(atMs: Millis): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
