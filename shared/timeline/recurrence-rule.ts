/** No channel needs more occurrences of one entry than one every five minutes. */
const MOST_A_DAY = 288;
const LONGEST_RULE = 500;

const WEEKDAY = '(MO|TU|WE|TH|FR|SA|SU)';

/** The parts of a rule (RFC 5545, section 3.3.10) and how each of their values may look. */
const PARTS: Readonly<Record<string, RegExp | readonly [least: number, most: number, signed?: 'signed']>> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  UNTIL: /^\d{8}T\d{6}Z$/,
  COUNT: [1, 10_000],
  INTERVAL: [1, 1000],
  BYSECOND: [0, 59],
  BYMINUTE: [0, 59],
  BYHOUR: [0, 23],
  BYDAY: new RegExp(`^([+-]?[1-9]\\d?)?${WEEKDAY}$`),
  BYMONTHDAY: [1, 31, 'signed'],
  BYYEARDAY: [1, 366, 'signed'],
  BYWEEKNO: [1, 53, 'signed'],
  BYMONTH: [1, 12],
  BYSETPOS: [1, 366, 'signed'],
  WKST: new RegExp(`^${WEEKDAY}$`),
};

export type RuleParts = ReadonlyMap<string, readonly string[]>;

/**
 * Takes a recurrence rule apart, strictly: what a rule cannot mean is refused, not ignored.
 * @throws RangeError that names the part and what is allowed.
 */
export function parseRule(rule: string): RuleParts {
  if (rule.length > LONGEST_RULE) throw new RangeError(`the rule is longer than ${LONGEST_RULE} characters`);
  const parts = new Map<string, string[]>();
  for (const part of rule.toUpperCase().split(';')) {
    const [name = '', list] = part.split('=', 2);
    if (!Object.hasOwn(PARTS, name) || list === undefined) {
      throw new RangeError(`"${part}" is no part of a rule: write NAME=VALUE with ${Object.keys(PARTS).join(', ')}`);
    }
    if (parts.has(name)) throw new RangeError(`${name} is there twice`);
    const values = list.split(',');
    const wrong = values.find((value) => !isAllowed(name, value));
    if (wrong !== undefined) throw new RangeError(`${name}=${wrong} is not allowed: ${allowed(name)}`);
    if (values.length > 1 && !name.startsWith('BY')) throw new RangeError(`${name} takes one value`);
    parts.set(name, values);
  }
  checkTogether(parts);
  return parts;
}

function isAllowed(name: string, value: string): boolean {
  const shape = PARTS[name]!;
  if (shape instanceof RegExp) return shape.test(value);
  const [least, most, signed] = shape;
  const number = Number(value);
  return /^[+-]?\d+$/.test(value) && inRange(signed ? Math.abs(number) : number, least, most);
}

function inRange(number: number, least: number, most: number): boolean {
  return number >= least && number <= most;
}

function allowed(name: string): string {
  if (name === 'FREQ') return 'DAILY (with BYHOUR and BYMINUTE for several a day), WEEKLY, MONTHLY or YEARLY';
  if (name === 'UNTIL') return 'an instant in UTC, like 20271231T235959Z';
  const shape = PARTS[name]!;
  if (shape instanceof RegExp) return 'MO, TU, WE, TH, FR, SA or SU, in BYDAY also like -1FR';
  const [least, most, signed] = shape;
  return `${least} to ${most}${signed ? `, or -${most} to -${least}` : ''}`;
}

/** What RFC 5545 forbids in one rule, and what would fill a day with more than a schedule can use. */
function checkTogether(parts: RuleParts): void {
  const frequency = parts.get('FREQ')?.[0];
  if (frequency === undefined) throw new RangeError(`FREQ is missing: ${allowed('FREQ')}`);
  const refuse = (when: boolean, why: string) => {
    if (when) throw new RangeError(why);
  };
  const isSparse = frequency === 'MONTHLY' || frequency === 'YEARLY';
  refuse(parts.has('COUNT') && parts.has('UNTIL'), 'COUNT and UNTIL exclude each other');
  refuse(parts.has('BYWEEKNO') && frequency !== 'YEARLY', 'BYWEEKNO is for FREQ=YEARLY');
  refuse(parts.has('BYYEARDAY') && frequency !== 'YEARLY', 'BYYEARDAY is for FREQ=YEARLY');
  refuse(parts.has('BYMONTHDAY') && frequency === 'WEEKLY', 'BYMONTHDAY is not for FREQ=WEEKLY');
  const days = parts.get('BYDAY') ?? [];
  const counted = days.some((day) => day.length > 2);
  refuse(counted && days.some((day) => day.length === 2), 'BYDAY takes days with numbers, or days without, not both');
  refuse(counted && !isSparse, 'a number in BYDAY is for FREQ=MONTHLY or YEARLY');
  refuse(counted && parts.has('BYWEEKNO'), 'a number in BYDAY is not for a rule with BYWEEKNO');
  const others = [...parts.keys()].filter((name) => name.startsWith('BY') && name !== 'BYSETPOS');
  refuse(parts.has('BYSETPOS') && others.length === 0, 'BYSETPOS chooses among what another BY part gives: add one');
  // In elapsed hours or minutes a rule would lose its local times at every daylight-saving change: days are the unit.
  const most = ['BYHOUR', 'BYMINUTE', 'BYSECOND'].reduce(
    (product, name) => product * (parts.get(name)?.length ?? 1),
    1,
  );
  refuse(most > MOST_A_DAY, `the rule gives up to ${most} occurrences a day; at most ${MOST_A_DAY} are allowed`);
}
