import { expect } from 'chai';
import fc from 'fast-check';
import { IngestError } from '../../../../media/ingest/ingest-error.js';
import { parseProbe } from '../../../../media/ingest/probe.js';
import { plainPicture, plainSound } from './source-fixture.js';

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
    const picture = plainPicture({
      ...{ fps: 30_000 / 1001, colorTransfer: undefined, colorPrimaries: undefined },
      ...{ fieldOrder: 'top-first', claimedEndS: 10.01 },
    });
    const sound = plainSound({ sampleRate: 44_100 });
    const found = facts([{ ...video, ...frameRates, start_time: '0.000000', duration: '10.010000' }, audio]);
    expect(found).to.deep.equal({
      container: 'mov,mp4',
      sizeBytes: 1000,
      claimedDurationS: 10.01,
      claimedEndS: 10.01,
      streams: { video: 1, audio: 1, subtitles: 0 },
      video: picture,
      audio: sound,
      pictures: [picture],
      sounds: [sound],
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

  describe('where a head says that a stream ends', () => {
    const cases: readonly [what: string, expected: number | undefined, stream: object, format: object][] = [
      [
        'behind its start, on its own clock',
        41.5,
        { start_time: '31.5', duration: '10', nb_frames: '300' },
        { ...format, start_time: '30' },
      ],
      ["by Matroska's tag", 3723.5, { tags: { DURATION: '01:02:03.500000000' } }, { format_name: 'matroska,webm' }],
      ['counted from 0 in a fragmented MP4', 8, { start_time: '4', duration: '8' }, format],
      ['not in what is broadcast', undefined, { start_time: '1.4', duration: '3610' }, { format_name: 'mpegts' }],
      ['not by a last page', undefined, { start_time: '0', duration: '610' }, { format_name: 'ogg' }],
      [
        'not with a number of ticks that means none',
        undefined,
        { duration: '89478.485', duration_ts: 4_294_967_295 },
        format,
      ],
      ['not beyond all sense', undefined, { duration: '9607679205057058' }, format],
      [
        "by AVI's number of frames, where ffmpeg has cut down its length",
        20,
        { start_time: '0', duration: '10', duration_ts: 300, nb_frames: '600' },
        { format_name: 'avi' },
      ],
    ];
    for (const [what, expected, stream, ofFormat] of cases) {
      it(what, () => expect(facts([{ ...video, ...stream }], ofFormat).video.claimedEndS).to.equal(expected));
    }
  });

  describe('a picture that is stored as in a mirror', () => {
    const row = (place: number, a: number, b: number): string => `0000000${place}:  ${a * 65_536}  ${b * 65_536}  0\n`;
    const cases: readonly [what: string, rows: readonly [number, number, number, number], degrees: number][] = [
      ['left and right exchanged', [-1, 0, 0, 1], 0],
      ['top and bottom exchanged', [1, 0, 0, -1], 180],
      ['and lying', [0, 1, 1, 0], 270],
      ['and lying the other way', [0, -1, -1, 0], 90],
    ];
    for (const [what, [a, b, c, d], degrees] of cases) {
      it(what, () => {
        const displaymatrix = `\n${row(0, a, b)}${row(1, c, d)}00000002:  0  0  1073741824\n`;
        const turned = facts([{ ...video, side_data_list: [{ displaymatrix, rotation: -180 }] }]).video;
        expect(turned).to.include({ mirrored: true, rotation: degrees });
      });
    }
  });

  it('knows a picture that is see-through, and one that is encrypted', () => {
    const seen = (stream: object) => facts([{ ...video, ...stream }]).video;
    expect(['yuva444p12le', 'rgba', 'argb', 'bgra', 'gbrap', 'yuva420p'].map((pix_fmt) => seen({ pix_fmt }).hasAlpha))
      .to //
      .deep.equal([true, true, true, true, true, true]);
    expect(['yuv420p', 'gbrp', 'rgb24', 'gray'].some((pix_fmt) => seen({ pix_fmt }).hasAlpha)).to.equal(false);
    expect(seen({ pix_fmt: 'yuv420p', tags: { alpha_mode: '1' } }).hasAlpha).to.equal(true);
    for (const codec_tag_string of ['encv', 'drmi']) expect(seen({ codec_tag_string }).isProtected).to.equal(true);
    expect(seen({ tags: { ENC_KEY_ID: 'a7e6' } }).isProtected).to.equal(true);
    expect(seen({ codec_tag_string: 'avc1' }).isProtected).to.equal(false);
  });

  it('takes a picture without a size for one that cannot be read', () => {
    expect(() => facts([{ ...video, width: 0, height: 0 }, audio]))
      .to.throw(IngestError, 'damaged, or encrypted')
      .with.property('code', 'source-damaged');
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
