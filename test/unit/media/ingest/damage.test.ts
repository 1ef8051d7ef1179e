import { expect } from 'chai';
import { assertComplete, assertDecodable, DamageLog } from '../../../../media/ingest/damage.js';
import { IngestError } from '../../../../media/ingest/ingest-error.js';
import type { SourceFacts } from '../../../../media/ingest/source-facts.js';
import { plainSource, span } from './source-fixture.js';

interface Claims {
  readonly video?: number;
  readonly audio?: number;
  readonly file?: number;
}

function claiming({ video, audio, file }: Claims): SourceFacts {
  return { ...plainSource({ claimedEndS: video }, { claimedEndS: audio }), claimedEndS: file };
}

describe('DamageLog', () => {
  it("counts damaged packets by stream, in ffmpeg's older and newer words", () => {
    const log = new DamageLog();
    for (const line of [
      'Error while decoding stream #0:0: Invalid data found when processing input',
      'file:source: corrupt decoded frame in stream 0',
      '[vist#0:0/h264 @ 0x5581] [dec:h264 @ 0x55a2] Error submitting packet to decoder: Invalid data found',
      '[vist#0:0/h264 @ 0x5581] [dec:h264 @ 0x55a2] corrupt decoded frame',
      '[aist#0:1/aac @ 0x5581] [dec:aac @ 0x55a2] Decoding error: Invalid data found when processing input',
      '[h264 @ 0x5585f7] concealing 3600 DC, 3600 AC, 3600 MV errors in P frame',
      'frame=  100 fps=25',
    ]) {
      log.push(line);
    }
    expect([log.count(0), log.count(1), log.count(2)]).to.deep.equal([4, 1, 0]);
  });
});

describe('assertDecodable', () => {
  it('takes damage to a tenth of the packets', () => {
    assertDecodable('picture', 10, span(1));
    expect(() => assertDecodable('picture', 11, span(1)))
      .to.throw(IngestError, '11 % of the picture is damaged')
      .with.property('code', 'source-damaged');
  });

  it('counts what the demuxer calls damaged too', () => {
    expect(() => assertDecodable('sound', 6, { ...span(1), damaged: 6 })).to.throw(IngestError);
  });
});

describe('assertComplete', () => {
  const cases: readonly [what: string, complete: boolean, claims: Claims, videoEndS: number, audioEndS: number][] = [
    ['all that is claimed', true, { video: 10, audio: 10, file: 10 }, 10, 10],
    ['a claim that is too small', true, { video: 10, file: 10 }, 12, 12],
    ['no claim', true, {}, 3, 3],
    ['half a second missing of ten', true, { video: 10 }, 9.5, 9.5],
    ['a second missing of ten', false, { video: 10 }, 9, 10],
    ['the sound cut off', false, { video: 10, audio: 10 }, 10, 6],
    ['two seconds missing of two minutes', true, { video: 120 }, 118, 118],
    ['four seconds missing of two minutes', false, { video: 120 }, 116, 116],
    ['six seconds missing of two hours', false, { video: 7200 }, 7194, 7200],
    ['a file that claims the length of its subtitles', true, { video: 10, audio: 10, file: 60 }, 10, 10],
    ['streams without claims in a file with one', false, { file: 60 }, 10, 10],
    ['sound that goes on as long as the file claims', true, { file: 60 }, 10, 60],
  ];
  for (const [what, complete, claims, videoEndS, audioEndS] of cases) {
    it(`${complete ? 'takes' : 'refuses'} ${what}`, () => {
      const check = (): void => assertComplete(claiming(claims), { videoEndS, audioEndS });
      if (complete) check();
      else expect(check).to.throw(IngestError).with.property('code', 'source-incomplete');
    });
  }
});
