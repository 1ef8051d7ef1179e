import { expect } from 'chai';
import { firstSteps } from '../../../../../client/console/welcome/first-steps.js';

describe('first steps', () => {
  const media = (filename: string | null, status: 'ready' | 'failed' = 'ready') => [{ filename, status }];
  const done = (has: Parameters<typeof firstSteps>[0]) => firstSteps(has).map(({ isDone }) => isDone);

  it('are all ahead of somebody who has but the demo', () => {
    const demo = { media: media(null), sequences: [{ id: 'demo' }], channels: [{ slug: 'demo' }] };
    expect(done(demo)).to.deep.equal([false, false, false]);
    expect(done({ media: [], sequences: [], channels: [] })).to.deep.equal([false, false, false]);
  });

  it('are done one by one', () => {
    expect(done({ media: media('film.mp4'), sequences: [], channels: [] })).to.deep.equal([true, false, false]);
    expect(
      done({ media: media('film.mp4', 'failed'), sequences: [{ id: 'evening' }], channels: [{ slug: 'cinema' }] }),
    ).to.deep.equal([false, true, true]);
  });
});
