import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { pythonWithDateutil } from '../../server/setup/dateutil.mjs';

/** A rule without a time zone, and the range that it is asked about. */
export interface DateutilQuestion {
  readonly rule: string;
  readonly startsAtMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** It looks for what a rule never gives until the year 9999: so its last year is the last that is asked about. */
const SCRIPT = `
import datetime, json, sys
from dateutil.rrule import rrulestr
def at(ms): return datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)
for line in sys.stdin:
    asked = json.loads(line)
    datetime.MAXYEAR = at(asked['toMs']).year + 1
    rule = rrulestr(asked['rule'], dtstart=at(asked['startsAtMs']))
    found = rule.between(at(asked['fromMs']), at(asked['toMs']), inc=True)
    print(json.dumps([round((one - at(0)).total_seconds() * 1000) for one in found]))
`;

/** What python-dateutil, written by others, says that rules give in [fromMs, toMs]. */
export async function askDateutil(questions: readonly DateutilQuestion[]): Promise<number[][]> {
  const python = await pythonWithDateutil(process.env);
  if (python === undefined) throw new Error('No Python has dateutil: install Debian’s python3-dateutil.');
  const child = spawn(python, ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  const answers = await text(child.stdout);
  await ended;
  return answers.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as number[]]));
}
