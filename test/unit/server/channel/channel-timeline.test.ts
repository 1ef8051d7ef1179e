import { expect } from 'chai';
import { compileChannel } from '../../../../server/channel/channel-timeline.js';
import { nextWindowInMs, timelineWindow } from '../../../../server/channel/timeline-window.js';
import { timelineWindowSchema } from '../../../../shared/protocol/viewer.js';
import { gridFor } from '../../../../shared/timeline/grid.js';
import { position } from '../../../../shared/timeline/position.js';

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
  channelSlug: 'demo',
  sequenceId: 's',
  startsAtMs: START_MS,
  endsAtMs: null,
  loops: true,
  priority: 0,
};
const library = [media('one', 90), media('two', 60), slate];
const content = {
  channel,
  entries: [entry],
  sequences: [{ id: 's', name: 'S', revision: 3, items: [{ mediaId: 'one' }, { mediaId: 'two' }] }],
  media: library,
};
const onAir = (atMs: number, changed: Partial<typeof content> = {}) => {
  const found = position(compileChannel({ ...content, ...changed }, grid, slate), atMs);
  return `${found.airing.item.kind} ${found.airing.item.mediaId}@${found.mediaFrame}`;
};

describe('channel timeline', () => {
  it('TL2 the same rows give the same lineup', () => {
    const [first, second] = [
      compileChannel(content, grid, slate),
      compileChannel(structuredClone(content), grid, slate),
    ];
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
      channel: { ...channel, fillerMediaId: 'two' as string | null },
    };
    expect(onAir(START_MS + 4999, changed as never)).to.equal('media two@59');
    expect(onAir(START_MS + 5000, changed as never)).to.equal('filler two@0');
  });

  it('TL3 snaps an odd start to the grid, and trims too', () => {
    const items = [{ mediaId: 'one', inMs: 1010, outMs: 2040 }];
    const changed = {
      entries: [{ ...entry, startsAtMs: START_MS + 37 }],
      sequences: [{ id: 's', name: 'S', revision: 1, items }],
    };
    expect(onAir(START_MS, changed as never)).to.equal('media one@30');
    expect(onAir(START_MS + 999, changed as never)).to.equal('media one@59');
    expect(onAir(START_MS + 1000, changed as never)).to.equal('media one@30');
  });

  it('TL1 leaves out media that is gone; a sequence with nothing left gives way to the slate', () => {
    expect(onAir(START_MS + 100, { media: [media('two', 60), slate] })).to.equal('media two@3');
    expect(onAir(START_MS + 100, { media: [slate] })).to.match(/^slate/);
  });
});

describe('timeline window', () => {
  const lineup = compileChannel(content, grid, slate);

  it('names every frame from a moment ago to its end, in the form of the protocol', () => {
    const window = timelineWindow({ lineup, effectiveAtMs: START_MS }, START_MS + 60_000);
    expect(timelineWindowSchema.parse(JSON.parse(JSON.stringify(window)))).to.deep.equal(window);
    expect(window.airings.length).to.be.within(2, 64);
    for (const [index, airing] of window.airings.entries()) {
      if (index > 0) expect(airing.startFrame).to.equal(window.airings[index - 1]!.endFrame);
    }
    expect(window.untilMs).to.be.above(START_MS + 60_000);
  });

  it('is followed by the next long before it runs out', () => {
    const window = timelineWindow({ lineup, effectiveAtMs: START_MS }, START_MS);
    expect(nextWindowInMs(window, START_MS)).to.equal((window.untilMs - START_MS) / 2);
  });
});
