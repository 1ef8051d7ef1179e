import type { Alarm } from '../../../shared/api/alarms.js';
import type { Distribution } from '../../../shared/api/channel-stats.js';
import type { Millis } from '../../../shared/units.js';
import type { AirHealth } from '../../link/messages.js';

const MOST_TITLES = 3;
const MOST_LOSS_PERCENT = 2;
const MOST_SKEW_MS = 100;
const MOST_LATE_PERCENT = 10;
const MOST_CLOCK_ERROR_MS = 200;
/** About an hour of prepared video, with its source. */
const LITTLE_SPACE_BYTES = 2 * 1024 ** 3;

/** A thing on air at an instant. */
export type Upcoming = AirHealth['unreadable'][number];

/** What tells how a channel, and the server that it runs on, does. "Lately" is the last minute. */
export interface AlarmFacts extends AirHealth {
  /** What air has seen is not known. */
  readonly isAirAway: boolean;
  /** Soon on air, or now, and gone from the store or cut short there; null while the store does not answer. */
  readonly missing: readonly Upcoming[] | null;
  /** Soon on air with a start that could not be prepared. */
  readonly lateTrims: readonly Upcoming[];
  /** The slate is on air because nothing is scheduled, and no filler stands in. */
  readonly isIdle: boolean;
  /** On the disk of the database and the uploads. */
  readonly freeBytes: number;
}

type Rule = (facts: AlarmFacts) => Alarm | null;

/** Those that viewers notice most first. */
const RULES: readonly Rule[] = [
  ({ isAirAway }) =>
    isAirAway
      ? error(
          'air-away',
          'The process that sends pictures does not answer; it is started again when it has ended. When that lasts, look at the server’s log.',
        )
      : null,
  ({ workersAlive, workersWanted, workerError }) =>
    workersAlive < workersWanted
      ? (workersAlive === 0 ? error : warning)(
          'workers-down',
          `${workersAlive} of ${workersWanted} processes serve viewers. The rest are started again and again${because(workerError)}; when that lasts, look at the server’s log.`,
        )
      : null,
  ({ isSilent }) =>
    isSilent
      ? error(
          'feed-silent',
          'Viewers have been sent nothing for some seconds. When that lasts, look at the server’s log.',
        )
      : null,
  ({ unreadable }) =>
    unreadable.length > 0
      ? error(
          'media-unreadable',
          `${titlesOf(unreadable)} could not be read on air, and viewers saw the slate instead. Put something else in its place, or bring its file back to the media store.`,
          unreadable.at(-1)!.atMs,
        )
      : null,
  ({ missing }) =>
    missing !== null && missing.length > 0
      ? error(
          'media-missing',
          `${titlesOf(missing)}: the media store has lost it, or a part of it, and viewers will see the slate instead. Upload its file again, bring it back from a backup, or put something else in its place.`,
          missing[0]!.atMs,
        )
      : null,
  ({ missing }) =>
    missing === null
      ? error(
          'store-silent',
          'The media store does not answer: viewers see the slate in place of what is not loaded yet. Look after it.',
        )
      : null,
  ({ stalls }) =>
    stalls > 0
      ? warning(
          'media-late',
          `The media store was too slow ${times(stalls)} in the last minute: viewers saw the slate until it answered.`,
        )
      : null,
  ({ skips }) =>
    skips > 0
      ? warning(
          'frames-skipped',
          `The server fell behind ${times(skips)} in the last minute and left pictures out. It may have too much to do.`,
        )
      : null,
  ({ latePercent }) =>
    latePercent > MOST_LATE_PERCENT
      ? warning(
          'frames-late',
          `${Math.round(latePercent)} % of all pictures left late in the last minute: the server has too much to do.`,
        )
      : null,
  ({ slowReads }) =>
    slowReads > 0
      ? warning(
          'store-slow',
          `The media store took more than a second to answer ${times(slowReads)} in the last minute. The server reads further ahead meanwhile.`,
        )
      : null,
  ({ workerDeathsMs }) =>
    workerDeathsMs.length > 0
      ? warning(
          'worker-replaced',
          `A process that serves viewers ended ${times(workerDeathsMs.length)} and was replaced: its viewers joined anew. The server’s log says more.`,
          workerDeathsMs.at(-1)!,
        )
      : null,
  ({ officeReturnsMs }) =>
    officeReturnsMs.length > 0
      ? warning(
          'office-replaced',
          `The process that serves this console ended ${times(officeReturnsMs.length)} and was started again. Viewers did not notice. The server’s log says more.`,
          officeReturnsMs.at(-1)!,
        )
      : null,
  ({ clockErrorMs }) =>
    Math.abs(clockErrorMs) > MOST_CLOCK_ERROR_MS
      ? warning(
          'clock-off',
          `The server’s clock was set ${clockErrorMs > 0 ? 'forward' : 'back'} by ${seconds(clockErrorMs)} while something was on air. What is on air follows slowly; it is set right at once when nobody watches.`,
        )
      : null,
  ({ lateTrims }) =>
    lateTrims.length > 0
      ? warning(
          'trim-late',
          `${titlesOf(lateTrims)}: its trimmed start could not be prepared, and viewers will see it up to two seconds late. Start it a little earlier or later.`,
          lateTrims[0]!.atMs,
        )
      : null,
  ({ freezes }) =>
    freezes > 0
      ? warning(
          'viewers-froze',
          `The picture froze ${times(freezes)} for viewers in the last minute. A longer target latency in the settings helps bad lines.`,
        )
      : null,
  ({ lossPercent }) =>
    lossPercent !== null && lossPercent.p95 > MOST_LOSS_PERCENT
      ? warning(
          'viewers-lose-packets',
          `${viewersAbove(lossPercent, MOST_LOSS_PERCENT)} lose more than ${MOST_LOSS_PERCENT} % of what is sent. When it is all of them, the server’s own line is too narrow.`,
        )
      : null,
  ({ skewMs }) =>
    skewMs !== null && skewMs.p95 > MOST_SKEW_MS
      ? warning(
          'viewers-off-target',
          `${viewersAbove(skewMs, MOST_SKEW_MS)} are more than ${MOST_SKEW_MS} ms off the common target. They come back to it by themselves unless their line is slower than it.`,
        )
      : null,
  ({ isIdle }) =>
    isIdle
      ? warning('slate-on-air', 'Viewers see the slate: nothing is scheduled, and the channel has no filler.')
      : null,
  ({ freeBytes }) =>
    freeBytes < LITTLE_SPACE_BYTES
      ? warning(
          'disk-nearly-full',
          `The server’s disk has ${Math.floor(freeBytes / 1024 ** 2)} MiB left: uploads will be refused soon. Delete media that nothing uses, or make room.`,
        )
      : null,
];

/** What somebody should look at, the gravest first. That nobody watches is no alarm. */
export function alarmsOf(facts: AlarmFacts): Alarm[] {
  const alarms = RULES.map((rule) => rule(facts)).filter((alarm) => alarm !== null);
  return [
    ...alarms.filter(({ severity }) => severity === 'error'),
    ...alarms.filter(({ severity }) => severity === 'warning'),
  ];
}

function error(code: Alarm['code'], message: string, at: Millis | null = null): Alarm {
  return { code, severity: 'error', message, at };
}

function warning(code: Alarm['code'], message: string, at: Millis | null = null): Alarm {
  return { code, severity: 'warning', message, at };
}

/** @param limit the upper end of a class of the histogram */
function viewersAbove({ histogram, viewers: all }: Distribution, limit: number): string {
  const above = histogram.filter(({ upTo }) => upTo === null || upTo > limit);
  return `${above.reduce((sum, { viewers }) => sum + viewers, 0)} of ${all} viewers`;
}

function because(reason: string | null): string {
  return reason === null ? '' : ` (the last try: ${reason})`;
}

function titlesOf(upcoming: readonly Upcoming[]): string {
  const titles = [...new Set(upcoming.map(({ title }) => `“${title}”`))];
  const more = titles.length - MOST_TITLES;
  return more > 0 ? `${titles.slice(0, MOST_TITLES).join(', ')} and ${more} more` : titles.join(', ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function seconds(ms: Millis): string {
  return `${(Math.abs(ms) / 1000).toFixed(1)} seconds`;
}
