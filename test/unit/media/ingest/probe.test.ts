import { expect } from 'chai';
import fc from 'fast-check';
import { IngestError } from '../../../../media/ingest/ingest-error.js';
import { parseProbe } from '../../../../media/ingest/probe.js';

const video = { index: 0, codec_type: 'video', codec_name: 'h264', width: 1920, height: 1080 };
const audio = { index: 1, codec_type: 'audio', codec_name: 'aac', channels: 2, sample_rate: '44100' };
const format = { format_name: 'mov,mp4', duration: '10.010000', start_time: '0.000000' };

const facts = (streams: object[], ofFormat: object = format) =>
  parseProbe(JSON.stringify({ streams, format: ofFormat }), 1000);

describe('parseProbe', () => {
  it('reads what ffprobe prints of a common file', () => {
    const frameRates = {
      sample_aspect_ratio: '1:1',
      avg_frame_rate: '30000/1001',
      color_space: 'bt709',
      field_order: 'tt',
    };
    const found = facts([{ ...video, ...frameRates, start_time: '0.000000', duration: '10.010000' }, audio]);
    expect(found).to.deep.equal({
      container: 'mov,mp4',
      sizeBytes: 1000,
      claimedDurationS: 10.01,
      streams: { video: 1, audio: 1, subtitles: 0 },
      video: {
        stream: 0,
        codec: 'h264',
        width: 1920,
        height: 1080,
        pixelAspect: 1,
        rotation: 0,
        fps: 30_000 / 1001,
        colorMatrix: 'bt709',
        colorTransfer: undefined,
        colorPrimaries: undefined,
        fullRange: false,
        fieldOrder: 'top-first',
        claimedEndS: 10.01,
      },
      audio: { stream: 1, codec: 'aac', channels: 2, sampleRate: 44_100, claimedEndS: undefined },
    });
  });

  it('takes what is not known for not known', () => {
    const unknown = { sample_aspect_ratio: '0:1', avg_frame_rate: '0/0', color_space: 'unknown', duration: 'N/A' };
    const found = facts([{ ...video, ...unknown }], { format_name: 'mpegts', duration: 'N/A' });
    expect(found.video).to.deep.include({
      pixelAspect: 1,
      fps: undefined,
      colorMatrix: undefined,
      claimedEndS: undefined,
    });
    expect(found.claimedDurationS).to.equal(undefined);
    expect(found.audio).to.equal(undefined);
  });

  for (const [angle, clockwise] of [
    [-90, 90],
    [90, 270],
    [180, 180],
    [-180, 180],
    [270, 90],
    [0, 0],
    [-89.6, 90],
  ] as const) {
    it(`turns a picture ${clockwise}° for a display matrix of ${angle}°`, () => {
      const side = [{ side_data_type: 'other' }, { side_data_type: 'Display Matrix', rotation: angle }];
      expect(facts([{ ...video, side_data_list: side }]).video.rotation).to.equal(clockwise);
    });
  }

  it("counts a stream's claim from the start of the file, and reads Matroska's tag", () => {
    const late = { ...video, start_time: '31.5', duration: '10' };
    expect(facts([late], { ...format, start_time: '30' }).video.claimedEndS).to.equal(11.5);
    expect(facts([{ ...video, tags: { DURATION: '01:02:03.500000000' } }]).video.claimedEndS).to.equal(3723.5);
  });

  it('takes the stream that is marked as default, else the largest picture and the first sound', () => {
    const small = { ...video, index: 4, width: 640, height: 360 };
    expect(facts([small, video]).video.stream).to.equal(0);
    expect(facts([{ ...small, disposition: { default: 1 } }, video]).video.stream).to.equal(4);
    const second = { ...audio, index: 2, channels: 6 };
    expect(facts([video, audio, second]).audio?.stream).to.equal(1);
    expect(facts([video, audio, { ...second, disposition: { default: 1 } }]).audio?.stream).to.equal(2);
    expect(facts([video, { ...audio, disposition: { comment: 1 } }, second]).audio?.stream).to.equal(2);
  });

  it('takes a cover for no moving picture', () => {
    const cover = { ...video, disposition: { attached_pic: 1, default: 1 } };
    expect(() => facts([cover, audio]))
      .to.throw(IngestError)
      .with.property('code', 'source-no-picture');
    expect(facts([cover, { ...video, index: 3 }]).video.stream).to.equal(3);
  });

  it('finds no video in a file without streams', () => {
    expect(() => facts([]))
      .to.throw(IngestError)
      .with.property('code', 'source-not-video');
  });

  it('meets anything else with the same answer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseProbe(text, 1))
          .to.throw(IngestError)
          .with.property('code', 'source-not-video');
      }),
    );
  });
});
