import { expect } from 'chai';
import { HlsWindows } from '../../../../server/front/hls-windows.js';
import type { HlsOnAir } from '../../../../server/link/messages.js';
import { CodedError } from '../../../../shared/errors.js';
import { ManualClock } from '../../../support/manual-clock.js';

describe('what players of HLS are answered from', () => {
  let clock: ManualClock;
  let asked: string[];
  let lineup: string;
  let windows: HlsWindows;

  beforeEach(() => {
    clock = new ManualClock(1_000_000);
    asked = [];
    lineup = 'one';
    windows = new HlsWindows({ clock, ask: async (slug) => answer(slug) });
  });

  /** Segments of two seconds, the last fifteen. */
  function answer(slug: string): HlsOnAir {
    asked.push(slug);
    if (slug === 'nobody') throw new CodedError('channel-unknown');
    const ended = Math.floor(clock.now() / 2000);
    const segments = Array.from({ length: 15 }, (_, index) => {
      const number = ended - 15 + index;
      return { number, startFrame: number * 60, endFrame: (number + 1) * 60, pieces: [] };
    });
    return { lineup, initObjectId: 'slate', segments, nextAtMs: (ended + 1) * 2000 };
  }

  it('is one answer of air for all who ask until the next segment has ended', async () => {
    await Promise.all(Array.from({ length: 300 }, () => windows.newest('demo')));
    await clock.advance(1999);
    await windows.newest('demo');
    expect(asked).to.deep.equal(['demo']);
    await clock.advance(1);
    const { segments } = await windows.newest('demo');
    expect(asked).to.have.length(2);
    expect(segments.at(-1)!.number).to.equal(500);
  });

  it('is asked for again when the clock was set back, and at most ten times a second', async () => {
    await windows.newest('demo');
    await clock.advance(-5000);
    await windows.newest('demo');
    expect(asked).to.have.length(2);
    windows = new HlsWindows({ clock, ask: async (slug) => ({ ...answer(slug), nextAtMs: 0 }) });
    asked = [];
    for (let turn = 0; turn < 100; turn++) {
      await windows.newest('demo');
      await clock.advance(10);
    }
    expect(asked).to.have.length(10);
  });

  it('has segments that no playlist lists any more, of lineups that an edit replaced, for two minutes', async () => {
    await windows.newest('demo');
    expect(await windows.segment('demo', 'one', 490)).to.include({ number: 490 });
    lineup = 'two';
    await clock.advance(2000);
    await windows.newest('demo');
    expect(await windows.segment('demo', 'one', 490)).to.include({ number: 490 });
    expect(await windows.segment('demo', 'two', 490)).to.include({ number: 490 });
    for (let turn = 0; turn < 70; turn++) {
      await clock.advance(2000);
      await windows.newest('demo');
    }
    const failure = await windows.segment('demo', 'two', 490).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'not-found' });
  });

  it('knows no channel that there is not', async () => {
    const failure = await windows.newest('nobody').catch((error: unknown) => error);
    expect(failure).to.include({ code: 'channel-unknown' });
    expect(windows.knows('nobody')).to.equal(false);
    await windows.newest('demo');
    expect(windows.knows('demo')).to.equal(true);
  });

  it('forgets a channel that is gone, and none while air is away', async () => {
    let problem: 'not-ready' | 'channel-unknown' | undefined;
    const ask = async (slug: string) => {
      if (problem !== undefined) throw new CodedError(problem);
      return answer(slug);
    };
    windows = new HlsWindows({ clock, ask });
    await windows.newest('demo');
    for (problem of ['not-ready', 'channel-unknown'] as const) {
      await clock.advance(3000);
      const failure = await windows.newest('demo').catch((error: unknown) => error);
      expect(failure).to.include({ code: problem });
      expect(windows.knows('demo'), problem).to.equal(problem === 'not-ready');
    }
  });
});
