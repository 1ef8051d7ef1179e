import { expect } from 'chai';
import fc from 'fast-check';
import { PacketSurvey } from '../../../../media/ingest/packet-survey.js';

const NO_TIME = '-9223372036854775808';

function survey(...lines: string[]): PacketSurvey {
  const packets = new PacketSurvey();
  for (const line of ['#software: Lavf59', '#tb 0: 1/15360', '#tb 1: 1/44100', '#media_type 0: video', ...lines]) {
    packets.push(line);
  }
  return packets;
}

describe('PacketSurvey', () => {
  it('finds where the packets of each stream lie', () => {
    const packets = survey(
      '1,      -1024,      -1024,     1024,      258, 0x2c5b786a, F=0x5, S=1,       10',
      '0,          0,          0,      512,    49613, 0x99cf5d40',
      '1,          0,          0,     1024,      258, 0x8057765e',
      '0,        512,       1024,      512,    25634, 0x6d2574fe, F=0x0',
      '0,       1024,        512,      512,    25634, 0x6d2574fe, F=0x0',
    );
    expect(packets.span(0)).to.deep.equal({ packets: 3, startS: 0, endS: 1536 / 15_360, damaged: 0 });
    expect(packets.span(1)).to.deep.equal({ packets: 1, startS: 0, endS: 1024 / 44_100, damaged: 0 });
  });

  it('says nothing of a stream without packets', () => {
    expect(survey().span(0)).to.equal(undefined);
  });

  it('goes by the decoding time where there is no other, and leaves out a packet without any', () => {
    const packets = survey(
      `0,       1536,  ${NO_TIME},      512,        9, 0x00000001`,
      `0,  ${NO_TIME},  ${NO_TIME},      512,        9, 0x00000001`,
    );
    expect(packets.span(0)).to.deep.equal({ packets: 1, startS: 0.1, endS: 2048 / 15_360, damaged: 0 });
  });

  it('takes a packet that tells its decoding alone for shown as soon behind it as any other', () => {
    const packets = survey(
      '0,       -512,          0,      512,        9, 0x00000001',
      `0,          0,  ${NO_TIME},      512,        9, 0x00000001`,
      `0,        512,  ${NO_TIME},      512,        9, 0x00000001`,
    );
    expect(packets.span(0)).to.include({ startS: 0, endS: 0.1 });
    expect(packets.spacing(0)).to.deep.include({ unevenShare: 0, reordered: false });
  });

  it('counts the packets that the demuxer calls damaged', () => {
    expect(survey('0, 0, 0, 512, 9, 0x00000001, F=0x3').span(0)?.damaged).to.equal(1);
  });

  it('bears any line', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        survey(line, `0,${line}`, `#tb ${line}`);
      }),
    );
  });
});
