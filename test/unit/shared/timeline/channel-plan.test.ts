import { expect } from 'chai';
import { positionAtFrame } from '../../../../shared/timeline/position.js';
import type { PlannedItem } from '../../../../shared/timeline/sequence-plan.js';
import { plannedEntry, planOf, position, runOf, sequencePlan } from '../../../support/channel-plans.js';
import { item } from '../../../support/timeline-items.js';

const slot: PlannedItem = {
  identity: 'slot',
  frames: 90,
  choices: [
    { when: { lang: 'fr' }, item: item('short', 30) },
    { when: { lang: 'de' }, item: item('long', 300) },
    { when: {}, item: item('fallback', 90) },
  ],
};
const plan = planOf(
  plannedEntry({ runs: [runOf(sequencePlan([position('one', 60), slot, position('two', 60)]))] }),
  plannedEntry({
    ...{ id: 'own', priority: 1, when: { viewer: 'bob' } },
    runs: [runOf(sequencePlan([position('own', 60)]))],
  }),
);
const onAir = (audience: Record<string, string>, frame: number) => {
  const { airing, mediaFrame } = positionAtFrame(plan.lineupFor(audience), frame);
  return `${airing.item.kind} ${airing.item.mediaId}@${mediaFrame} of ${airing.itemIndex}`;
};

describe('channel plan', () => {
  it('gives each audience its variant, cut or padded to the slot, and brings them together again on the frame', () => {
    const frames = [3059, 3060, 3089, 3090, 3149, 3150];
    expect(frames.map((frame) => onAir({}, frame))).to.deep.equal([
      ...['media one@59 of 0', 'media fallback@0 of 1', 'media fallback@29 of 1', 'media fallback@30 of 1'],
      ...['media fallback@89 of 1', 'media two@0 of 2'],
    ]);
    expect(frames.map((frame) => onAir({ lang: 'fr' }, frame))).to.deep.equal([
      ...['media one@59 of 0', 'media short@0 of 1', 'media short@29 of 1', 'slate slate@0 of 1'],
      ...['slate slate@59 of 1', 'media two@0 of 2'],
    ]);
    expect(frames.map((frame) => onAir({ lang: 'de' }, frame)).at(4)).to.equal('media long@89 of 1');
    expect(onAir({ lang: 'de' }, 3150)).to.equal('media two@0 of 2');
  });

  it('gives one viewer a sequence of its own', () => {
    expect(onAir({ viewer: 'bob', lang: 'fr' }, 3060)).to.equal('media own@0 of 0');
  });

  it('signs audiences that choose alike alike, and gives them one key', () => {
    const [plain, other, french, bob] = [{}, { tier: 'free', lang: 'es' }, { lang: 'fr' }, { viewer: 'bob' }];
    expect(plan.signatureOf(other)).to.equal(plan.signatureOf(plain));
    expect(plan.lineupFor(other).key).to.equal(plan.lineupFor(plain).key);
    const signatures = new Set([plain, french, bob].map((audience) => plan.signatureOf(audience)));
    const keys = new Set([plain, french, bob].map((audience) => plan.lineupFor(audience).key));
    expect([signatures.size, keys.size]).to.deep.equal([3, 3]);
  });

  it('names an audience for each way to be treated, the default one first', () => {
    expect(plan.samples).to.deep.equal([{}, { viewer: 'bob' }, { lang: 'fr' }, { lang: 'de' }]);
  });

  it('shares what audiences see alike, so that a thousand of them take little room', () => {
    const french = plan.lineupFor({ lang: 'fr' }).spanAt(3000).sequence;
    expect(plan.lineupFor({ lang: 'fr', tier: 'paid' }).spanAt(3000).sequence).to.equal(french);
  });
});
