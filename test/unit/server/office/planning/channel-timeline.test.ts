import { expect } from 'chai';
import {
  type ChannelContent,
  planChannel,
  planTakeOver,
} from '../../../../../server/office/planning/channel-timeline.js';
import { gridFor } from '../../../../../shared/timeline/grid.js';
import { position } from '../../../../../shared/timeline/position.js';

const grid = gridFor(30);
const START_MS = Date.UTC(2026, 5, 1);
const media = (id: string, frames: number) => ({
  id,
  objectId: `object-${id}`,
  title: `The ${id}`,
  fps: 30,
  frames,
  createdAtMs: 0,
});
const slate = media('slate', 300);
const channel = {
  slug: 'demo',
  name: 'Demo',
  visibility: 'public' as const,
  targetLatencyMs: 200,
  fillerMediaId: null,
  scheduleVersion: 7,
};
const entry = {
  id: 'e',
  sequenceId: 's',
  startsAtMs: START_MS,
  endsAtMs: null,
  loops: true,
  repeat: null,
  timeZone: null,
  priority: 0,
  when: {},
  runs: [{ fromMs: null, revision: 3, originMs: null }],
};
const library = [media('one', 90), media('two', 60), slate];
const revision = {
  sequenceId: 's',
  revision: 3,
  items: [{ mediaId: 'one' }, { mediaId: 'two' }],
  frames: { one: 90, two: 60 },
};
const content: ChannelContent = {
  channel,
  entries: [entry],
  revisions: [revision],
  media: library,
};
const onAir = (atMs: number, changed: Partial<ChannelContent> = {}) => {
  const found = position(planChannel({ ...content, ...changed }, grid, slate).lineupFor({}), atMs);
  return `${found.airing.item.kind} ${found.airing.item.mediaId}@${found.mediaFrame}`;
};

describe('channel timeline', () => {
  it('TL2 the same rows give the same lineup', () => {
    const [first, second] = [
      planChannel(content, grid, slate).lineupFor({}),
      planChannel(structuredClone(content), grid, slate).lineupFor({}),
    ] as const;
    expect(second.key).to.equal(first.key);
    expect(first.version).to.equal(7);
  });

  it('plays the sequence from when it starts, and the slate before', () => {
    expect(onAir(START_MS - 1)).to.match(/^slate slate@/);
    expect(onAir(START_MS)).to.equal('media one@0');
    expect(onAir(START_MS + 3000)).to.equal('media two@0');
    expect(onAir(START_MS + 5000)).to.equal('media one@0');
  });

  it('plays an entry once when it does not loop, then the filler', () => {
    const changed = {
      entries: [{ ...entry, loops: false }],
      channel: { ...channel, fillerMediaId: 'two' },
    };
    expect(onAir(START_MS + 4999, changed)).to.equal('media two@59');
    expect(onAir(START_MS + 5000, changed)).to.equal('filler two@0');
  });

  it('TL1 plays the slate where an entry has no sequence, whatever fills the gaps, and gives way on the frame', () => {
    const slated = {
      ...{ ...entry, id: 'slate', sequenceId: null, runs: [], priority: 1 },
      ...{ startsAtMs: START_MS + 1000, endsAtMs: START_MS + 16_000 },
    };
    const changed = { entries: [entry, slated], channel: { ...channel, fillerMediaId: 'two' } };
    expect(
      [999, 1000, 10_999, 11_000, 15_999, 16_000].map((afterMs) => onAir(START_MS + afterMs, changed)),
    ).to.deep.equal([
      ...['media one@29', 'slate slate@0', 'slate slate@299', 'slate slate@0', 'slate slate@149', 'media one@30'],
    ]);
  });

  it('TL3 snaps an odd start to the grid, and trims too', () => {
    const items = [{ mediaId: 'one', inMs: 1010, outMs: 2040 }];
    const changed = {
      entries: [{ ...entry, startsAtMs: START_MS + 37 }],
      revisions: [{ ...revision, items }],
    };
    expect(onAir(START_MS, changed)).to.equal('media one@30');
    expect(onAir(START_MS + 999, changed)).to.equal('media one@59');
    expect(onAir(START_MS + 1000, changed)).to.equal('media one@30');
  });

  it('TL2 media that is gone leaves everything else in its place; the slate stands in', () => {
    const changed = { media: [media('two', 60), slate] };
    expect(onAir(START_MS + 100, changed)).to.equal('slate slate@3');
    expect(onAir(START_MS + 3000, changed)).to.equal('media two@0');
  });

  it('TL1 a sequence with nothing in it gives way to the slate', () => {
    expect(onAir(START_MS + 100, { revisions: [{ ...revision, items: [] }] })).to.match(/^slate/);
  });
});

describe('a new revision of a sequence', () => {
  const next = { ...revision, revision: 4, items: [{ mediaId: 'two' }, { mediaId: 'one' }, { mediaId: 'two' }] };

  it('TL4 takes over at the end of the airing item of every entry that plays it', async () => {
    const other = { ...entry, id: 'other', sequenceId: 'another' };
    const runs = await planTakeOver({ ...content, entries: [entry, other] }, next, START_MS + 1000, grid, slate);
    expect([...runs]).to.deep.equal([
      [
        'e',
        [
          { fromMs: null, revision: 3, originMs: null },
          { fromMs: START_MS + 3000, revision: 4, originMs: START_MS - 2000 },
        ],
      ],
    ]);
    const changed = { entries: [{ ...entry, runs: runs.get('e')! }], revisions: [revision, next] };
    expect([2999, 3000, 5000, 7000].map((afterMs) => onAir(START_MS + afterMs, changed))).to.deep.equal([
      'media one@89',
      'media two@0',
      'media two@0',
      'media one@0',
    ]);
  });
});
