import { expect } from 'chai';
import fc from 'fast-check';
import { occurrencesBetween } from '../../../../shared/timeline/recurrence.js';
import { parseRule } from '../../../../shared/timeline/recurrence-rule.js';
import { bruteForce, type Rule, ruleText, Zone } from './recurrence-oracle.js';

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

const among = (min: number, max: number) =>
  fc
    .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 })
    .map((values) => values.sort((a, b) => a - b));
const signed = (max: number) =>
  fc.uniqueArray(
    fc.integer({ min: -max, max }).filter((value) => value !== 0),
    { minLength: 1, maxLength: 3 },
  );
const byDay = (most: number) =>
  fc.uniqueArray(fc.record({ weekday: fc.integer({ min: 0, max: 6 }), nth: fc.integer({ min: -most, max: most }) }), {
    minLength: 1,
    maxLength: 4,
    selector: ({ weekday, nth }) => `${nth}/${weekday}`,
  });

const partsOf = {
  DAILY: { byDay: byDay(0), byMonth: among(1, 12), byMonthDay: signed(31) },
  WEEKLY: { byDay: byDay(0), byMonth: among(1, 12) },
  MONTHLY: { byDay: byDay(5), byMonth: among(1, 12), byMonthDay: signed(31) },
  YEARLY: { byDay: byDay(5), byMonth: among(1, 12), byMonthDay: signed(31), byYearDay: signed(366) },
};

const rules: fc.Arbitrary<Rule> = fc
  .constantFrom('DAILY' as const, 'WEEKLY' as const, 'MONTHLY' as const, 'YEARLY' as const)
  .chain((freq) =>
    fc.record(
      {
        freq: fc.constant(freq),
        interval: fc.constantFrom(1, 1, 1, 2, 3, 5),
        wkst: fc.integer({ min: 0, max: 6 }),
        ...partsOf[freq],
        // The hours that clocks are changed in come up most.
        byHour: fc.oneof(among(0, 3), among(0, 23)),
        byMinute: among(0, 59),
        bySetPos: signed(3),
        count: fc.integer({ min: 1, max: 40 }),
        untilDays: fc.integer({ min: 0, max: 800 }),
      },
      { requiredKeys: ['freq', 'interval', 'wkst'] },
    ),
  )
  .map(sensible);

/** Takes out what RFC 5545 does not allow together, or leaves open. */
function sensible({
  untilDays,
  ...given
}: Omit<Rule, 'untilMs'> & { untilDays?: number }): Rule & { untilDays?: number } {
  const rule: { -readonly [Key in keyof Rule]: Rule[Key] } & { untilDays?: number } = { ...given };
  if (rule.count !== undefined && rule.count % 2 === 0) delete rule.count;
  // To count on for a century is not what is tested here.
  if (rule.count !== undefined && rule.freq !== 'YEARLY') delete rule.byMonth;
  if (rule.count !== undefined && rule.freq === 'DAILY') {
    delete rule.bySetPos;
    delete rule.byMonthDay;
  }
  const days = rule.byYearDay ?? rule.byMonthDay;
  if (rule.byYearDay) {
    delete rule.byMonthDay;
    delete rule.byDay;
  }
  if (days && rule.byDay) rule.byDay = rule.byDay.map(({ weekday }) => ({ weekday, nth: 0 }));
  if (rule.byDay?.some(({ nth }) => nth === 0)) rule.byDay = rule.byDay.map(({ weekday }) => ({ weekday, nth: 0 }));
  if (!(rule.byDay || days || rule.byMonth || rule.byHour || rule.byMinute)) delete rule.bySetPos;
  // Rules that no date fits are refused; these are not.
  const timesADay = (rule.byHour?.length ?? 1) * (rule.byMinute?.length ?? 1);
  if (rule.bySetPos && timesADay < 3) rule.bySetPos = [Math.sign(rule.bySetPos[0]!)];
  if (rule.byMonth && rule.byMonthDay) {
    rule.byMonthDay = rule.byMonthDay.map((day) => Math.sign(day) * Math.min(28, Math.abs(day)));
  }
  if (untilDays !== undefined && rule.count === undefined) rule.untilDays = untilDays;
  return rule;
}

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
    const { untilDays, ...rest } = rule as Rule & { untilDays?: number };
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
        parseRule(text);
        const aroundMs = { DAILY: 4, WEEKLY: 10, MONTHLY: 40, YEARLY: 200 }[rule.freq] * DAY_MS;
        const [fromMs, toMs] = [atMs - aroundMs, atMs + aroundMs];
        const found = occurrencesBetween(text, startsAtMs, zone.name, fromMs, toMs);
        const expected = bruteForce(rule, startsAtMs, zone, fromMs, toMs);
        expect(found.map(iso), `${text} from ${iso(startsAtMs)} in ${zone.name}`).to.deep.equal(expected.map(iso));
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
