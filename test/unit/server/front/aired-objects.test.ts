import { expect } from 'chai';
import { AiredObjects } from '../../../../server/front/aired-objects.js';
import type { ObjectOnAir } from '../../../../server/link/messages.js';
import { CodedError } from '../../../../shared/errors.js';
import { ManualClock, settle } from '../../../support/manual-clock.js';

const NOW_MS = Date.UTC(2026, 5, 1);

describe('objects that everybody may have', () => {
  let clock: ManualClock;
  let onAir: Record<string, number>;
  let isAway: boolean;
  let asked: number;
  let aired: AiredObjects;

  beforeEach(() => {
    clock = new ManualClock(NOW_MS);
    onAir = {};
    isAway = false;
    asked = 0;
    aired = new AiredObjects({
      clock,
      async ask(aheadMs): Promise<ObjectOnAir[]> {
        asked += 1;
        if (isAway) throw new CodedError('not-ready');
        const untilMs = clock.now() + aheadMs;
        return Object.entries(onAir)
          .map(([objectId, startMs]) => ({ objectId, startMs }))
          .filter(({ startMs }) => startMs <= untilMs);
      },
    });
  });

  it('are on air, or will be within ten seconds: to the millisecond, whenever air was asked', async () => {
    onAir = { now: NOW_MS - 5000, soon: NOW_MS + 10_000, later: NOW_MS + 11_000 };
    expect(await Promise.all(['now', 'soon', 'later', 'never'].map((id) => aired.allows(id)))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    await clock.advance(999);
    expect(await aired.allows('later')).to.equal(false);
    await clock.advance(1);
    expect(await aired.allows('later')).to.equal(true);
  });

  it('were on air since the start, as far as that was seen', async () => {
    onAir = { film: NOW_MS };
    expect(await aired.allows('film')).to.equal(true);
    onAir = {};
    await clock.advance(3_600_000);
    expect(await aired.allows('film')).to.equal(true);
    expect(await aired.allows('unseen')).to.equal(false);
  });

  it('do not include what was planned, and then was not to be', async () => {
    onAir = { special: NOW_MS + 5000 };
    expect(await aired.allows('special')).to.equal(true);
    onAir = {};
    await clock.advance(1000);
    expect(await aired.allows('special'), 'known, and asked about').to.equal(true);
    await settle();
    expect(await aired.allows('special')).to.equal(false);
    await clock.advance(60_000);
    expect(await aired.allows('special')).to.equal(false);
  });

  it('are found within a quarter of a second when an edit has put them on air', async () => {
    expect(await aired.allows('news')).to.equal(false);
    onAir = { news: NOW_MS };
    await clock.advance(249);
    expect(await aired.allows('news')).to.equal(false);
    await clock.advance(1);
    expect(await aired.allows('news')).to.equal(true);
  });

  it('are asked about for all at once: guesses cost air nothing more', async () => {
    await Promise.all(Array.from({ length: 1000 }, (_, guess) => aired.allows(`guess ${guess}`)));
    expect(asked).to.equal(1);
  });

  it('are known while air is away for as long as its answer tells of; of others nothing is said', async () => {
    onAir = { now: NOW_MS, soon: NOW_MS + 9000 };
    await aired.allows('now');
    isAway = true;
    await clock.advance(12_000);
    expect([await aired.allows('now'), await aired.allows('soon')]).to.deep.equal([true, true]);
    await clock.advance(1);
    expect(await aired.allows('now')).to.equal(true);
    const refusal = await aired.allows('soon').catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(CodedError).and.include({ code: 'not-ready' });
  });

  it('are forgotten when they are too many, those first that were on air longest ago', async () => {
    onAir = { first: NOW_MS, second: NOW_MS };
    await aired.allows('first');
    onAir = { second: NOW_MS, ...Object.fromEntries(Array.from({ length: 9999 }, (_, id) => [`${id}`, NOW_MS])) };
    await clock.advance(1000);
    await aired.allows('second');
    await settle();
    onAir = {};
    await clock.advance(60_000);
    expect([await aired.allows('first'), await aired.allows('second')]).to.deep.equal([false, true]);
  });
});
