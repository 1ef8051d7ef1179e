import { expect } from 'chai';
import { objectsOnAir } from '../../../../../server/air/airing/objects-on-air.js';
import { AiredLineup } from '../../../../../shared/timeline/aired-lineup.js';
import { airingWindow } from '../../../../../shared/timeline/airing-window.js';
import { gridFor } from '../../../../../shared/timeline/grid.js';
import { compileSequence } from '../../../../../shared/timeline/sequence.js';
import { compileLoops, item, slate } from '../../../../support/timeline-items.js';

const grid = gridFor(30);
const LIMITS = { horizonS: 600, mostSpans: 10, mostItems: 100 };

/** A lineup that loops from 0 to 100 s what is given, and is known from 0 to 600 s. */
function lineup(...items: Parameters<typeof item>[]) {
  const sequence = compileSequence(
    's',
    1,
    items.map((one) => item(...one)),
  );
  const entry = { id: 'e', sequence, startFrame: 0, endFrame: 3000, priority: 0 };
  const compiled = compileLoops({ version: 1, grid, entries: [entry], gapFill: slate(300) });
  return new AiredLineup(airingWindow(compiled, 0, LIMITS), slate(300));
}

describe('objects on air', () => {
  it('are those of all lineups between two instants, each with its first start', async () => {
    const one = lineup(['a', 300], ['b', 300], ['c', 300]);
    const other = lineup(['d', 450], ['b', 150], ['a', 300]);
    expect(await objectsOnAir([one], 12_000, 19_900)).to.deep.equal([{ objectId: 'b', startMs: 10_000 }]);
    expect(await objectsOnAir([one, other], 12_000, 20_000)).to.have.deep.members([
      { objectId: 'b', startMs: 10_000 },
      { objectId: 'c', startMs: 20_000 },
      { objectId: 'd', startMs: 0 },
      { objectId: 'a', startMs: 20_000 },
    ]);
  });

  it('include head pieces, and the slate where it fills a gap or nothing is known', async () => {
    const trimmed = lineup(['film', 300, { inFrame: 15, head: { objectId: 'head', frames: 45 } }]);
    const ids = async (fromMs: number, untilMs: number) =>
      (await objectsOnAir([trimmed], fromMs, untilMs)).map(({ objectId }) => objectId);
    expect(await ids(0, 0)).to.have.members(['film', 'head']);
    expect(await ids(95_000, 101_000)).to.have.members(['film', 'head', 'slate']);
    expect(await ids(1_000_000, 1_001_000)).to.deep.equal(['slate']);
  });

  it('include what stands in where an item goes on between two GOPs', async () => {
    const window = airingWindow(lineup(['film', 3000]), 0, LIMITS);
    const spans = window.spans.map((span, index) =>
      index === 0 ? { ...span, head: { objectId: 'return', frames: 30 } } : span,
    );
    const told = new AiredLineup({ ...window, spans }, slate(300));
    expect((await objectsOnAir([told], 0, 0)).map(({ objectId }) => objectId)).to.deep.equal(['film', 'return']);
  });

  it('are looked for with pauses, however many lineups there are', async () => {
    const many = Array.from({ length: 300 }, (_, number) => lineup([`${number}`, 30], ['b', 30]));
    let turns = 0;
    const count = setInterval(() => {
      turns += 1;
    }, 0);
    const found = await objectsOnAir(many, 10_000, 80_000);
    clearInterval(count);
    expect(found).to.have.length(301);
    expect(turns).to.be.above(2);
  });
});
