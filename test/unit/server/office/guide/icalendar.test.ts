import { expect } from 'chai';
import nodeIcal, { type VEvent } from 'node-ical';
import { plainText } from '../../../../../server/office/guide/guide.js';
import { icalendar } from '../../../../../server/office/guide/icalendar.js';
import { AWKWARD_TITLES, guideOf, written } from './guide-fixture.js';

// Read by another library than the one that wrote it.
const eventsOf = (text: string) =>
  Object.values(nodeIcal.sync.parseICS(text)).filter((one): one is VEvent => one?.type === 'VEVENT');

describe('guide as iCalendar', () => {
  it('RFC 5545 3.1 has lines of at most 75 octets that end in CRLF and cut no character in two', async () => {
    const text = await written(icalendar, guideOf(...AWKWARD_TITLES));
    expect(text.endsWith('END:VCALENDAR\r\n')).to.equal(true);
    for (const line of text.slice(0, -2).split('\r\n')) {
      expect(Buffer.byteLength(line), line).to.be.at.most(75);
      expect(line).not.to.match(/[\r\n]/);
    }
    expect(Buffer.from(text).toString()).to.equal(text);
  });

  it('says to another reader when each programme is, what it is called and where to watch', async () => {
    const [first, second, ...rest] = eventsOf(await written(icalendar, guideOf('One', 'Two')));
    expect(rest).to.deep.equal([]);
    expect(first).to.include({ summary: 'One', transparency: 'TRANSPARENT' });
    expect(JSON.stringify(first!.url)).to.include('https://tv.example/watch/films');
    expect(first!.start.toISOString()).to.equal('2026-03-29T00:59:50.000Z');
    // 10.5 s cut to whole seconds.
    expect(first!.end!.toISOString()).to.equal('2026-03-29T01:00:00.000Z');
    expect(second!.start.toISOString()).to.equal('2026-03-29T01:00:00.000Z');
    expect(second!.end!.toISOString()).to.equal('2026-03-29T01:00:11.000Z');
    expect(first!.dtstamp.toISOString()).to.equal('2026-03-28T12:00:00.000Z');
  });

  it('carries any title through', async () => {
    const titles = eventsOf(await written(icalendar, guideOf(...AWKWARD_TITLES))).map(({ summary }) => summary);
    expect(titles).to.deep.equal(AWKWARD_TITLES.map(plainText));
  });

  it('RFC 5545 3.3.11 escapes what would otherwise end or break a text', async () => {
    const [summary] = (await written(icalendar, guideOf('a;b,c\\n\nd'))).match(/^SUMMARY:.*/m) ?? [];
    expect(summary?.trimEnd()).to.equal('SUMMARY:a\\;b\\,c\\\\n\\nd');
    const named = await written(icalendar, {
      ...guideOf(),
      channel: { slug: 'films', name: 'One, two\nMETHOD:CANCEL' },
    });
    expect(named)
      .to.include('NAME;VALUE=TEXT:One\\, two\\nMETHOD:CANCEL\r\n')
      .and.not.match(/^METHOD/m);
  });

  it('names a programme the same whenever it is asked for, and no two the same', async () => {
    const uids = (text: string) => eventsOf(text).map(({ uid }) => uid);
    const once = uids(await written(icalendar, guideOf('One', 'Two', 'Three')));
    expect(new Set(once).size).to.equal(3);
    expect(uids(await written(icalendar, { ...guideOf('One', 'Renamed', 'Three'), revisedAtMs: 1e12 }))).to.deep.equal(
      once,
    );
    expect(once[0]).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/);
  });

  it('leaves gaps out, and what is shorter than a second', async () => {
    expect(
      eventsOf(await written(icalendar, guideOf('One', { gap: true }, 'Two'))).map(({ summary }) => summary),
    ).to.deep.equal(['One', 'Two']);
    const guide = guideOf('One', 'Blink');
    const [one, blink] = guide.programmes;
    const short = { ...guide, programmes: [one!, { ...blink!, endFrame: blink!.startFrame + 3 }] };
    expect(eventsOf(await written(icalendar, short)).map(({ summary }) => summary)).to.deep.equal(['One']);
  });

  it('calls a sequence that is told of as one by its name, wherever its items change, and keeps its UID', async () => {
    const guide = guideOf('One', 'Two');
    const wholes = guide.programmes.map((programme) => ({ ...programme, isWhole: true }));
    const [first, second] = eventsOf(await written(icalendar, { ...guide, programmes: wholes }));
    expect([first!.summary, second!.summary]).to.deep.equal(['Season', 'Season']);
    const swapped = wholes.map((programme, index) => ({ ...programme, item: wholes[1 - index]!.item }));
    const again = eventsOf(await written(icalendar, { ...guide, programmes: swapped }));
    expect(again.map(({ uid }) => uid)).to.deep.equal([first!.uid, second!.uid]);
  });

  it('says where it was cut, and where it goes on', async () => {
    const cut = { ...guideOf('One'), nextMs: Date.UTC(2026, 2, 30) };
    const text = await written(icalendar, cut, { next: 'https://tv.example/guide.ics?from=1' });
    const unfolded = text.replaceAll('\r\n ', '');
    expect(unfolded).to.match(/^DESCRIPTION:.*2026-03-30T00:00:00.000Z.*https:\/\/tv.example\/guide.ics\?from=1/m);
    expect(await written(icalendar, guideOf('One'))).not.to.match(/^DESCRIPTION/m);
  });
});
