import { expect } from 'chai';
import { pino } from 'pino';
import { MeteredLog } from '../../../../server/log/metered-log.js';
import { ManualClock } from '../../../support/manual-clock.js';

describe('metered log', () => {
  it('writes the first line of each kind, then one in ten seconds that tells how many were left out', async () => {
    const lines: { msg: string; leftOut?: number }[] = [];
    const clock = new ManualClock(0);
    const log = new MeteredLog(pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }), clock);
    for (let time = 0; time < 1000; time += 1) log.error('join', { time }, 'a join failed');
    log.warn('flood', {}, 'too much');
    expect(lines.map(({ msg }) => msg)).to.deep.equal(['a join failed', 'too much']);
    await clock.advance(10_000);
    log.error('join', {}, 'a join failed');
    expect(lines.at(-1)).to.include({ msg: 'a join failed', leftOut: 999 });
  });
});
