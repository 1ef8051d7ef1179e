import { expect } from 'chai';
import fc from 'fast-check';
import { Recurrence } from '../../../../shared/timeline/recurrence.js';
import { bruteForce, ruleText, Zone } from './recurrence-oracle.js';
import { type RuleWithin, rules } from './rule-arbitraries.js';

const DAY_MS = 86_400_000;
const [FROM_MS, TO_MS] = [Date.UTC(2005, 0), Date.UTC(2036, 0)];

/** By whole and half hours, at midnight and at two, north and south, twice a month, and one that skipped a day. */
const zones = [
  ...['UTC', 'Europe/Paris', 'Europe/Dublin', 'America/New_York', 'Australia/Adelaide', 'America/Sao_Paulo'],
  ...[
    'America/Havana',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
    'Pacific/Apia',
    'Africa/Casablanca',
    'Africa/Cairo',
    'Asia/Beirut',
  ],
].map((name) => new Zone(name));

/** A rule that started up to ten years before an instant; half of the instants are near a change of the clock. */
const triples = fc
  .record({
    rule: rules,
    zone: fc.constantFrom(...zones),
    isNearChange: fc.boolean(),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    beforeDays: fc.integer({ min: 0, max: 3650 }),
    minuteOfDay: fc.integer({ min: 0, max: 1439 }),
  })
  .map(({ rule, zone, isNearChange, at, beforeDays, minuteOfDay }) => {
    const changes = changesOf(zone);
    const atMs =
      isNearChange && changes.length > 0
        ? changes[Math.floor(at * changes.length)]!
        : Math.floor((FROM_MS + at * (TO_MS - FROM_MS)) / 60_000) * 60_000;
    // Counting goes on from the start: brute force has the patience for a year of it.
    const startsAtMs =
      Math.floor(atMs / DAY_MS - (rule.count === undefined ? beforeDays : beforeDays % 366)) * DAY_MS +
      minuteOfDay * 60_000;
    const { untilDays, ...rest }: RuleWithin = rule;
    const until = untilDays === undefined ? {} : { untilMs: atMs + (untilDays - 400) * DAY_MS };
    return { rule: { ...rest, ...until }, zone, startsAtMs, atMs };
  });

const changesByZone = new Map<Zone, readonly number[]>();
function changesOf(zone: Zone): readonly number[] {
  const changes = changesByZone.get(zone) ?? zone.changes(FROM_MS, TO_MS);
  changesByZone.set(zone, changes);
  return changes;
}

describe('recurrence rules', function () {
  this.timeout(60_000);

  it('agree with brute force on 10,000 rules, zones and instants, days of clock changes among them', () => {
    let occurrences = 0;
    fc.assert(
      fc.property(triples, ({ rule, zone, startsAtMs, atMs }) => {
        const text = ruleText(rule);
        const aroundMs = { DAILY: 10, WEEKLY: 30, MONTHLY: 100, YEARLY: 500 }[rule.freq] * DAY_MS;
        const [fromMs, toMs] = [atMs - aroundMs, atMs + aroundMs];
        const recurrence = new Recurrence(text, startsAtMs, zone.name);
        const expected = bruteForce(rule, startsAtMs, zone, fromMs, toMs);
        const what = `${text} from ${iso(startsAtMs)} in ${zone.name}`;
        expect(recurrence.between(fromMs, toMs).map(iso), what).to.deep.equal(expected.map(iso));
        const last = recurrence.lastBefore(toMs);
        if (expected.length > 0) expect(last, what).to.equal(expected.at(-1));
        else expect(last ?? fromMs - 1, what).to.be.below(fromMs);
        occurrences += expected.length;
      }),
      { numRuns: 10_000 },
    );
    expect(occurrences).to.be.above(5_000);
  });
});

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
