import { expect } from 'chai';
import { createLogger } from '../../../../server/log/logger.js';

describe('the log', () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const logger = createLogger('info', { write });
  afterEach(() => lines.splice(0));

  it('has every line as it is', () => {
    logger.error({ err: new Error('no room'), event: 'join' }, 'a viewer event failed');
    logger.warn('a warning');
    logger.debug('not this one');
    expect(lines.map(({ level, msg, event }) => [level, msg, event])).to.deep.equal([
      [50, 'a viewer event failed', 'join'],
      [40, 'a warning', undefined],
    ]);
    expect(lines[0]).to.have.nested.property('err.message', 'no room');
  });

  it('thins out what is logged again and again, in its children as well, and counts what it left out', async () => {
    const child = logger.child({ feed: 'a' });
    const fromMs = performance.now();
    const logged = () => lines.filter(({ msg }) => msg === 'a feed failed to send');
    for (let time = 0; time < 5000; time++) child.error({ err: new Error(`number ${time}`) }, 'a feed failed to send');
    expect(logged().length).to.be.within(50, 51 + (performance.now() - fromMs) / 1000);
    for (let time = 0; time < 10; time++) logger.error('something else');
    expect(lines.filter(({ msg }) => msg === 'something else')).to.have.length(10);
  });
});
