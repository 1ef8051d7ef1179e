import ICAL from 'ical.js';
import { v5 as uuidOfName } from 'uuid';
import { broadcastsOf, type Guide, plainText } from './guide.js';

const PRODUCT = '-//StreamSync//Programme guide//EN';
const REFRESH = 'PT1H';
/** Of our own making: names within it are `slug/start/media`. */
const PROGRAMMES = '6f0d7c1e-3b0a-4f4e-9d5c-8d6a4f1b2c37';

// RFC 5545, section 3.1: 75 octets with the space that a folded line starts with, which ical.js does not count.
ICAL.foldLength = 74;

/**
 * The guide as an iCalendar object (RFC 5545, with the calendar properties of RFC 7986). Gaps are left out. A programme
 * keeps its UID for as long as it is at its time, whenever and by whomever it is asked for.
 */
export function icalendar(guide: Guide): string {
  const { channel, links, revisedAtMs } = guide;
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('prodid', PRODUCT);
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('name', plainText(channel.name));
  calendar.updatePropertyWithValue('x-wr-calname', plainText(channel.name));
  calendar.updatePropertyWithValue('refresh-interval', ICAL.Duration.fromString(REFRESH));
  for (const { programme, title, startsAtMs, endsAtMs } of broadcastsOf(guide)) {
    const event = new ICAL.Component('vevent');
    const name = `${channel.slug}/${startsAtMs}/${programme.item.mediaId}`;
    event.updatePropertyWithValue('uid', uuidOfName(name, PROGRAMMES));
    event.updatePropertyWithValue('dtstamp', utc(revisedAtMs));
    event.updatePropertyWithValue('dtstart', utc(startsAtMs));
    event.updatePropertyWithValue('dtend', utc(endsAtMs));
    event.updatePropertyWithValue('summary', title);
    event.updatePropertyWithValue('url', links.watch);
    // Nobody is busy because something is on air.
    event.updatePropertyWithValue('transp', 'TRANSPARENT');
    calendar.addSubcomponent(event);
  }
  return `${calendar.toString()}\r\n`;
}

function utc(atMs: number): ICAL.Time {
  return ICAL.Time.fromJSDate(new Date(atMs), true);
}
