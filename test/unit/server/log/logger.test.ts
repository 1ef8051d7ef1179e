import { expect } from 'chai';
import { createLogger } from '../../../../server/log/logger.js';

describe('the log', () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  let nowMs = 0;
  const logger = createLogger('info', { destination: { write }, now: () => nowMs });
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

  it('thins out what is logged again and again, in its children as well, and counts what it left out', () => {
    const child = logger.child({ feed: 'a' });
    for (let time = 0; time < 5000; time++) child.error({ err: new Error(`number ${time}`) }, 'a feed failed to send');
    logger.error('something else');
    expect(lines.map(({ msg }) => msg)).to.deep.equal([...Array(50).fill('a feed failed to send'), 'something else']);
    nowMs = 3000;
    child.error(new Error('the last'), 'a feed failed to send');
    expect(lines.at(-1)).to.deep.include({ msg: 'a feed failed to send', feed: 'a', leftOut: 4950 });
    expect(lines.at(-1)).to.have.nested.property('err.message', 'the last');
  });
});
