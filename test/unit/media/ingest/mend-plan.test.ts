import { expect } from 'chai';
import { type Clocks, holesOf, lastEndS, planMending } from '../../../../media/ingest/mend-plan.js';
import { PacketRuns } from '../../../../media/ingest/packet-runs.js';

/** Packets of a stream: from when, how many, and how far apart; where they stand in the file. */
interface Stretch {
  readonly fromS: number;
  readonly packets: number;
  readonly stepS?: number;
  readonly order?: number;
}

function runsOf(stretches: readonly Stretch[], stepS: number): PacketRuns {
  const runs = new PacketRuns();
  for (const { fromS, packets, stepS: step = stepS, order = 0 } of stretches) {
    for (let index = 0; index < packets; index += 1) {
      const ptsS = fromS + index * step;
      runs.push({ order: order + index, ptsS, dtsS: ptsS, durationS: Math.min(step, stepS), isDiscarded: false });
    }
  }
  return runs;
}

/** Ten pictures a second, twenty pieces of sound. */
const picture = (...stretches: Stretch[]): PacketRuns => runsOf(stretches, 0.1);
const sound = (...stretches: Stretch[]): PacketRuns => runsOf(stretches, 0.05);

function clocks(video: PacketRuns, audio: PacketRuns = sound(), more: Partial<Clocks> = {}): Clocks {
  const claimedEndS = { video: undefined, audio: undefined };
  return { video: video.runs!, audio: audio.runs!, leapsAreJoints: false, claimedEndS, ...more };
}

/** The shift of each run that is moved as a whole, or where it is put. */
function moved(given: Clocks) {
  const plan = planMending(given);
  const of = (stream: 'video' | 'audio') =>
    plan?.[stream].runs.map((run) => Number((run.kind === 'shifted' ? run.shiftS : run.startS).toFixed(3)));
  return plan && { pieces: plan.pieces, strays: plan.strays, video: of('video'), audio: of('audio') };
}

describe('mending the times of a file', () => {
  it('leaves a file alone whose times are in order, wherever they start', () => {
    const given = clocks(picture({ fromS: 3600, packets: 100 }), sound({ fromS: 3599.9, packets: 202 }));
    expect(planMending(given)).to.equal(undefined);
  });

  it('puts a recording behind another that has the same times', () => {
    const video = picture({ fromS: 1, packets: 100 }, { fromS: 1, packets: 100, order: 1000 });
    const audio = sound({ fromS: 0.98, packets: 198 }, { fromS: 0.98, packets: 198, order: 1001 });
    expect(moved(clocks(video, audio))).to.deep.equal({
      ...{ pieces: 2, strays: 0, video: [-0.98, 9.02], audio: [-0.98, 9.02] },
    });
  });

  it('joins what leaps ahead in both streams where that is how recordings are joined, and only there', () => {
    const video = picture({ fromS: 0, packets: 100 }, { fromS: 3600, packets: 100, order: 1000 });
    const audio = sound({ fromS: 0, packets: 200 }, { fromS: 3600, packets: 200, order: 1001 });
    expect(moved(clocks(video, audio, { leapsAreJoints: true }))).to.deep.equal({
      ...{ pieces: 2, strays: 0, video: [0, -3590], audio: [0, -3590] },
    });
    expect(moved(clocks(video, audio))).to.equal(undefined);
  });

  it('takes a picture that is missing while the sound goes on for no joint', () => {
    const video = picture({ fromS: 0, packets: 100 }, { fromS: 70, packets: 100, order: 1000 });
    const audio = sound({ fromS: 0, packets: 1600 });
    expect(moved(clocks(video, audio, { leapsAreJoints: true }))).to.equal(undefined);
  });

  it('shows a piece from its sound on, where that leads by much', () => {
    const video = picture({ fromS: 0, packets: 100 }, { fromS: 2, packets: 50, order: 1000 });
    const audio = sound({ fromS: 0, packets: 200 }, { fromS: 0, packets: 140, order: 999 });
    expect(moved(clocks(video, audio))?.video).to.deep.equal([0, 10]);
  });

  const stray = 9.6e15;
  const strays: readonly [what: string, given: Clocks, video: readonly number[]][] = [
    [
      'first packets whose time means that there is none',
      clocks(
        picture({ fromS: stray, packets: 13, stepS: 0 }, { fromS: 1.3, packets: 100, order: 20 }),
        sound({ fromS: 0, packets: 220 }),
      ),
      [0, 0],
    ],
    [
      'a packet in the middle',
      clocks(picture({ fromS: 0, packets: 50 }, { fromS: 600, packets: 1 }, { fromS: 5, packets: 50 })),
      [0, 5, 0],
    ],
    ['a last packet', clocks(picture({ fromS: 0, packets: 100 }, { fromS: 610, packets: 1 })), [0, 10]],
  ];
  for (const [what, given, video] of strays) {
    it(`gives ${what} a time that leaves the length alone`, () => {
      expect(moved(given)?.pieces).to.equal(1);
      expect(moved(given)?.strays).to.be.above(0);
      expect(moved(given)?.video).to.deep.equal(video);
      expect(lastEndS('video', given)).to.be.below(20);
    });
  }

  it('takes a last picture that the sound, or the head of the file, goes with for what it is', () => {
    const video = picture({ fromS: 0, packets: 100 }, { fromS: 610, packets: 1 });
    expect(moved(clocks(video, sound({ fromS: 0, packets: 12_300 })))).to.equal(undefined);
    expect(moved(clocks(video, sound(), { claimedEndS: { video: 610.1, audio: undefined } }))).to.equal(undefined);
  });

  it('finds holes, however the file tells of them, but none between stills that are shown for long', () => {
    const video = picture({ fromS: 1, packets: 100 }, { fromS: 71, packets: 100, order: 1000 });
    const plain = clocks(video, sound({ fromS: 1, packets: 200 }));
    expect(holesOf(plain, video.leaps, undefined)).to.deep.equal([{ startS: 10, seconds: 60 }]);
    const lasting = new PacketRuns();
    for (let index = 0; index < 200; index += 1) {
      const dtsS = index * 0.1 + (index >= 100 ? 60 : 0);
      lasting.push({ order: index, ptsS: dtsS, dtsS, durationS: index === 99 ? 60.1 : 0.1, isDiscarded: false });
    }
    expect(holesOf(clocks(lasting), lasting.leaps, undefined).map(({ seconds }) => Math.round(seconds))).to.deep.equal([
      60,
    ]);
    const stills = picture(...Array.from({ length: 20 }, (_, still) => ({ fromS: still * 10, packets: 1 })));
    expect(holesOf(clocks(stills), stills.leaps, undefined)).to.deep.equal([]);
  });

  it('gives up on a clock that breaks again and again', () => {
    const stretches = Array.from({ length: 1500 }, (_, piece) => ({ fromS: (piece % 2) * 100, packets: 1 }));
    expect(picture(...stretches).runs).to.equal(undefined);
  });
});
