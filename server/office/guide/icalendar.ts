import ICAL from 'ical.js';
import { v5 as uuidOfName } from 'uuid';
import type { Millis } from '../../../shared/units.js';
import { type Broadcast, broadcastsOf, cutNotice, type Guide, type GuideLinks, plainText } from './guide.js';
import type { GuideWriter } from './write-guide.js';

const PRODUCT = '-//StreamSync//Programme guide//EN';
const REFRESH = 'PT1H';
const END = 'END:VCALENDAR';
/** Of our own making: names within it are `slug/start/media`, or `slug/start/sequence`. */
const PROGRAMMES = '6f0d7c1e-3b0a-4f4e-9d5c-8d6a4f1b2c37';

// RFC 5545, section 3.1: 75 octets with the space that a folded line starts with, which ical.js does not count.
ICAL.foldLength = 74;

/** A property in jCal (RFC 7265, section 3.4): its name, parameters, type and value. */
type JcalProperty = [name: string, parameters: Record<string, string>, type: string, value: string];

/**
 * The guide as an iCalendar object (RFC 5545, with the calendar properties of RFC 7986). Gaps are left out. A programme
 * keeps its UID for as long as it is at its time, whenever and by whomever it is asked for. Where a guide was cut, its
 * description says so.
 */
export const icalendar: GuideWriter = {
  begin(guide, links) {
    const name = plainText(guide.channel.name);
    const notice = cutNotice(guide, links);
    const properties: JcalProperty[] = [
      ['version', {}, 'text', '2.0'],
      ['prodid', {}, 'text', PRODUCT],
      ['name', {}, 'text', name],
      ['x-wr-calname', {}, 'text', name],
      ...(notice === null ? [] : [['description', {}, 'text', plainText(notice)] satisfies JcalProperty]),
      ['refresh-interval', {}, 'duration', REFRESH],
    ];
    const empty = ICAL.stringify(['vcalendar', properties, []]);
    return empty.slice(0, empty.lastIndexOf(END));
  },
  part: (guide, links, programmes) =>
    broadcastsOf(guide, programmes)
      .map((broadcast) => `${ICAL.stringify(['vevent', event(guide, links, broadcast), []])}\r\n`)
      .join(''),
  end: () => `${END}\r\n`,
};

function event(
  { channel, revisedAtMs }: Guide,
  links: GuideLinks,
  { programme, title, startsAtMs, endsAtMs }: Broadcast,
): JcalProperty[] {
  const subject = programme.isWhole ? programme.sequenceId : programme.item.mediaId;
  return [
    ['uid', {}, 'text', uuidOfName(`${channel.slug}/${startsAtMs}/${subject}`, PROGRAMMES)],
    ['dtstamp', {}, 'date-time', dateTime(revisedAtMs)],
    ['dtstart', {}, 'date-time', dateTime(startsAtMs)],
    ['dtend', {}, 'date-time', dateTime(endsAtMs)],
    ['summary', {}, 'text', title],
    ['url', {}, 'uri', links.watch],
    // Nobody is busy because something is on air.
    ['transp', {}, 'text', 'TRANSPARENT'],
  ];
}

/** `2026-01-01T00:00:00Z` (RFC 7265, section 3.6.5). */
function dateTime(atMs: Millis): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
