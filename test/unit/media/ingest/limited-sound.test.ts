import { expect } from 'chai';
import { fitLimiter } from '../../../../media/ingest/limited-sound.js';
import { TARGET_LUFS } from '../../../../media/ingest/loudness.js';

describe('the gain in front of a limiter', () => {
  const peaky = { integratedLufs: -26, truePeakDb: -3 };
  /** A limiter that lets through so much of each decibel above another gain. */
  const limiter = (lossLu: number, luPerDb: number) => {
    const tried: number[] = [];
    const measure = async ({ gainDb }: { gainDb: number }): Promise<number> => {
      tried.push(gainDb);
      return TARGET_LUFS - lossLu + (gainDb - 10) * luPerDb;
    };
    return { tried, measure };
  };

  it('is not looked for where nothing is limited', async () => {
    const { tried, measure } = limiter(0, 1);
    expect(await fitLimiter({ integratedLufs: -26, truePeakDb: -20 }, measure)).to.equal(undefined);
    expect(tried).to.deep.equal([]);
  });

  it('is the plain one when that does', async () => {
    const { tried, measure } = limiter(0.3, 1);
    expect(await fitLimiter(peaky, measure)).to.deep.include({ reachedLufs: TARGET_LUFS - 0.3 });
    expect(tried).to.deep.equal([10]);
  });

  it('makes up for what the limiter takes, in three tries at most', async () => {
    const { tried, measure } = limiter(4, 0.7);
    const found = await fitLimiter(peaky, measure);
    expect(found!.reachedLufs).to.be.closeTo(TARGET_LUFS, 0.5);
    expect(tried).to.deep.equal([10, 14, 15.2]);
    expect(found!.change).to.include({ gainDb: 15.2 });
  });

  it('raises a sound that is all peaks no further, for only its noise would be louder', async () => {
    const { tried, measure } = limiter(5, 0.05);
    expect((await fitLimiter(peaky, measure))!.change).to.include({ gainDb: 10 });
    expect(tried).to.deep.equal([10, 15]);
  });

  it('adds twelve decibels at most', async () => {
    const { tried, measure } = limiter(20, 0.4);
    await fitLimiter(peaky, measure);
    expect(Math.max(...tried)).to.equal(22);
  });
});
