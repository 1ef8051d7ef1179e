import { type ChannelContent, planChannel } from '../../server/office/planning/channel-timeline.js';
import type { Audience } from '../../shared/timeline/audience.js';
import { frameAt, gridFor } from '../../shared/timeline/grid.js';
import { position } from '../../shared/timeline/position.js';
import { percentile } from '../support/statistics.js';
import { formatTable } from './table.js';

const LOOKUPS = 2_000_000;
const COMPILATIONS = 9;
const ITEMS = 10_000;
const NOW_MS = Date.UTC(2026, 5, 1);
const TEN_YEARS_MS = 10 * 365.25 * 86_400_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365.25 * DAY_MS;
const FAR_QUESTIONS = 200;
const AUDIENCES: readonly Audience[] = [{}, { lang: 'fr' }, { lang: 'de', tier: 'free' }];

const grid = gridFor(30);
const media = (id: string, seconds: number) => ({
  ...{ id, objectId: id, title: id, fps: grid.fps, frames: seconds * grid.fps, createdAtMs: 0 },
});
const slate = media('slate', 10);
const everyone = { priority: 0, when: {}, loops: true, endsAtMs: null, repeat: null, timeZone: null };
const runs = [{ fromMs: null, revision: 1, originMs: null }];

/**
 * How fast a position is found, how long a year of a busy schedule takes to be worked out, and what a question about a
 * year far ahead costs where much repeats.
 */
export async function timeline(): Promise<string> {
  return [lookups(), compilation(), farYears()].join('\n\n');
}

function lookups(): string {
  const clips = Array.from({ length: ITEMS }, (_, index) => media(`m${index}`, 20 + (index % 40)));
  const lineup = planChannel(
    {
      ...contentOf(clips),
      entries: [{ ...everyone, id: 'loop', sequenceId: 's', startsAtMs: NOW_MS - TEN_YEARS_MS, runs }],
      revisions: [{ sequenceId: 's', revision: 1, items: clips.map(({ id }) => ({ mediaId: id })), frames: {} }],
    },
    grid,
    slate,
  ).lineupFor({});
  const measure = (name: string, instantOf: (index: number) => number) => {
    let frames = 0;
    const run = (count: number) => {
      const startedMs = cpuMs();
      for (let index = 0; index < count; index += 1) frames += position(lineup, instantOf(index)).mediaFrame;
      return cpuMs() - startedMs;
    };
    run(LOOKUPS / 10);
    const tookMs = run(LOOKUPS);
    if (frames <= 0) throw new Error('nothing was looked up');
    return [name, Math.round(LOOKUPS / (tookMs / 1000)).toLocaleString('en'), ((tookMs / LOOKUPS) * 1e6).toFixed(0)];
  };
  const random = randomNumbers();
  return formatTable(
    [`a loop of ${ITEMS} items, started ten years ago`, 'lookups per CPU s', 'ns each'],
    [
      measure('any instant of the ten years', () => NOW_MS - random() * TEN_YEARS_MS),
      measure('any instant of today', () => NOW_MS + random() * DAY_MS),
      measure('frame by frame from now', (index) => NOW_MS + (index * 1000) / grid.fps),
    ],
  );
}

function compilation(): string {
  const content = yearOfSchedule();
  const [from, to] = [frameAt(grid, NOW_MS), frameAt(grid, NOW_MS + 365 * DAY_MS)];
  const [planMs, yearMs]: [number[], number[]] = [[], []];
  let spans = 0;
  for (let round = 0; round < COMPILATIONS; round += 1) {
    const startedMs = cpuMs();
    const plan = planChannel(content, grid, slate);
    const lineups = AUDIENCES.map((audience) => plan.lineupFor(audience));
    const compiledMs = cpuMs();
    spans = 0;
    for (const lineup of lineups) for (let at = from; at < to; spans += 1) at = lineup.spanAt(at).endFrame;
    planMs.push(compiledMs - startedMs);
    yearMs.push(cpuMs() - startedMs);
  }
  const figures = (name: string, values: readonly number[]) => [
    ...[name, percentile(values, 50).toFixed(0), Math.max(...values).toFixed(0)],
  ];
  const rules = content.entries.filter(({ repeat }) => repeat !== null).length;
  return formatTable(
    [
      `a year: ${content.entries.length} entries, ${rules} of them rules, for ${AUDIENCES.length} audiences`,
      'p50 CPU ms',
      'max CPU ms',
    ],
    [figures('until the first look-up', planMs), figures(`every span of the year (${spans})`, yearMs)],
  );
}

/** A loop round the clock; 21 weekly and daily programmes since years ago; 500 specials; slots and entries by audience. */
function yearOfSchedule(): ChannelContent {
  const clips = Array.from({ length: 400 }, (_, index) => media(`m${index}`, 120 + (index % 600)));
  const items = (from: number, count: number) => clips.slice(from, from + count).map(({ id }) => ({ mediaId: id }));
  const slot = (index: number) => ({
    slot: {
      ...{ name: 'news', durationMs: 180_000, fallbackMediaId: `m${index}` },
      variants: [{ when: { lang: 'fr' }, mediaId: `m${index + 1}` }],
    },
  });
  const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const zones = ['Europe/Paris', 'America/New_York', 'UTC'];
  const repeating = Array.from({ length: 21 }, (_, index) => ({
    ...{ ...everyone, id: `rule-${index}`, sequenceId: 'show', runs, priority: 1 + (index % 3) },
    startsAtMs: Date.UTC(2019, 0, 1, index),
    endsAtMs: Date.UTC(2019, 0, 1, index) + HOUR_MS,
    repeat: index % 3 === 0 ? 'FREQ=DAILY' : `FREQ=WEEKLY;BYDAY=${weekdays[index % 7]},${weekdays[(index + 3) % 7]}`,
    timeZone: zones[index % 3]!,
  }));
  const specials = Array.from({ length: 500 }, (_, index) => ({
    ...{ ...everyone, id: `special-${index}`, sequenceId: 'show', runs, priority: 9, loops: false },
    startsAtMs: NOW_MS + index * 17 * HOUR_MS,
    when: index % 10 === 0 ? { tier: 'free' } : {},
  }));
  return {
    ...contentOf(clips),
    entries: [
      { ...everyone, id: 'loop', sequenceId: 'loop', startsAtMs: NOW_MS - TEN_YEARS_MS, runs },
      ...repeating,
      ...specials,
    ],
    revisions: [
      { sequenceId: 'loop', revision: 1, items: [...items(0, 200), slot(200), ...items(202, 190)], frames: {} },
      { sequenceId: 'show', revision: 1, items: [...items(10, 3), slot(20), ...items(30, 3)], frames: {} },
    ],
  };
}

/** Every question is about another year, so nothing of the answer is there yet. */
function farYears(): string {
  const clips = [media('m0', 120), media('m1', 150)];
  const ask = (name: string, count: number, rule: string, apartMs: number, lengthMs: number) => {
    const entries = Array.from({ length: count }, (_, index) => ({
      ...{ ...everyone, id: `rule-${index}`, sequenceId: 's', runs, priority: index },
      ...{ startsAtMs: NOW_MS + index * apartMs, endsAtMs: NOW_MS + index * apartMs + lengthMs },
      ...{ repeat: rule, timeZone: 'Europe/Paris' },
    }));
    const revisions = [{ sequenceId: 's', revision: 1, items: clips.map(({ id }) => ({ mediaId: id })), frames: {} }];
    const lineup = planChannel({ ...contentOf(clips), entries, revisions }, grid, slate).lineupFor({});
    const random = randomNumbers();
    const tookMs: number[] = [];
    for (let year = 1; year <= FAR_QUESTIONS; year += 1) {
      const startedMs = cpuMs();
      position(lineup, NOW_MS + (year + random()) * YEAR_MS);
      tookMs.push(cpuMs() - startedMs);
    }
    const p50 = percentile(tookMs, 50);
    return [name, p50.toFixed(1), Math.max(...tookMs).toFixed(1), tookMs.reduce((sum, ms) => sum + ms, 0).toFixed(0)];
  };
  const hours = `FREQ=DAILY;BYHOUR=${every(24)}`;
  const minutes = `${hours};BYMINUTE=${every(12, 5)}`;
  return formatTable(
    [`one instant in each of the next ${FAR_QUESTIONS} years`, 'p50 CPU ms', 'max CPU ms', 'CPU ms in all'],
    [
      ask('12 entries, each once an hour', 12, hours, 300_000, 300_000),
      ask('10 entries, each every five minutes', 10, minutes, 30_000, 30_000),
      ask('one entry a week', 1, 'FREQ=WEEKLY', 0, HOUR_MS),
    ],
  );
}

function every(count: number, step = 1): string {
  return Array.from({ length: count }, (_, index) => index * step).join();
}

/** A generator of its own, so that every run asks for the same instants (Numerical Recipes, linear congruential). */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One core's time, however many others want it: what is measured here waits for nothing. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function contentOf(clips: readonly ReturnType<typeof media>[]) {
  return { channel: { fillerMediaId: null, scheduleVersion: 1 }, media: [slate, ...clips] };
}
