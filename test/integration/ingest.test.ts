import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { expectHouseFormat } from './ingest-house-format.js';
import type { PreparedMedia } from './ingest-inspection.js';
import { decodeOpusPackets, levelDb, soundOnsets } from './ingest-opus.js';
import { HOUSE_25, HOUSE_30, IngestRig } from './ingest-rig.js';
import { claimDuration, counterSource, ffmpegSource, H264, picture, tone, turnClockwise } from './ingest-sources.js';

/** The numbers that the pictures of a layer show. */
async function numbersShown(media: PreparedMedia, layer: number): Promise<number[]> {
  const readings = await media.frameReadings(layer);
  return readings.map((reading) => (reading.kind === 'frame' ? reading.frame : Number.NaN));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('preparing a file', function () {
  this.timeout(30_000);
  let rig: IngestRig;
  let flash: string;

  before(async () => {
    rig = await IngestRig.create();
    flash = await counterSource('flash', 125, HOUSE_30);
  });

  after(() => rig.close());

  function expectBeepsOnSeconds(sound: Float32Array, toleranceS: number, offsetS = 0): void {
    const late = soundOnsets(sound).map((onset, second) => onset - second - offsetS);
    expect(late).to.have.length.of.at.least(4);
    // The encoder needs its look-ahead to get going: the very first sound fades in over 6.5 ms.
    for (const [second, seconds] of late.entries()) {
      expect(Math.abs(seconds), `beep ${second}`).to.be.below(second === 0 ? Math.max(0.008, toleranceS) : toleranceS);
    }
  }

  describe('that is of house size and rate already', () => {
    let media: PreparedMedia;
    let objectId: string;
    const progress: number[] = [];

    before(async () => {
      const made = await rig.prepare(flash, { onProgress: (fraction) => progress.push(fraction) });
      media = made.media;
      objectId = made.prepared.objectId;
    });

    it('makes house format of it, padded to the grid (TL3)', async () => {
      await expectHouseFormat(media, HOUSE_30, 126);
    });

    it('keeps every frame at its place in all layers, and holds the last one', async () => {
      for (const layer of [0, 1]) expect(await numbersShown(media, layer)).to.deep.equal([...upTo(125), 124]);
    });

    it('lets Opus packet n decode to the sound of n · 20 ms, without a pre-skip', async () => {
      expectBeepsOnSeconds(await media.sound(), 0.002);
    });

    it('tells how far it is, up to 1', () => {
      expect(progress.length).to.be.within(2, 200);
      expect(progress).to.deep.equal(progress.toSorted((a, b) => a - b));
      expect(progress.at(-1)).to.equal(1);
    });

    it('leaves the file, its pictures and the index, and an empty work folder', async () => {
      expect(
        createHash('sha256')
          .update(await media.file())
          .digest('hex'),
        'named by its bytes',
      ).to.equal(objectId);
      const names = ['index.json', 'media.mp4', 'poster.jpg', 'storyboard.jpg', 'storyboard.vtt', 'waveform.json'];
      expect(await rig.leftovers()).to.deep.equal(names.map((name) => `media/${objectId}/${name}`));
      const poster = await rig.store.read(`media/${objectId}/poster.jpg`);
      expect(poster.subarray(0, 3).toString('hex')).to.equal('ffd8ff');
    });
  });

  describe('of another kind', () => {
    it('tells how far it is of a file that claims to be shorter than it is, too', async () => {
      const source = await ffmpegSource('modest.mkv', ...picture('320x240', '30', 8), ...H264);
      await claimDuration(source, 500);
      const progress: number[] = [];
      const { media } = await rig.prepare(source, { onProgress: (fraction) => progress.push(fraction) });
      expect(media.index.frames).to.equal(240);
      expect(progress.filter((fraction) => fraction > 0.1 && fraction < 1)).to.not.deep.equal([]);
    });

    it('25 frames a second, in a house of 25', async () => {
      const source = await counterSource('pal', 101, HOUSE_25);
      const { media } = await rig.prepare(source, { house: HOUSE_25 });
      await expectHouseFormat(media, HOUSE_25, 101);
      expect(await numbersShown(media, 1)).to.deep.equal(upTo(101));
      expectBeepsOnSeconds(await media.sound(), 0.002);
    });

    it('23.976 frames a second', async () => {
      const source = await ffmpegSource('film.mov', '-r', '24000/1001', '-i', flash, '-an', ...H264);
      const { media } = await rig.prepare(source);
      // 125 frames are 5.2135 s, or 156.4 frames of the house.
      await expectHouseFormat(media, HOUSE_30, 156);
      const shown = await numbersShown(media, 1);
      const wanted = upTo(156).map((frame) => Math.min(124, (frame / 30) * (24_000 / 1001)));
      for (const [frame, number] of shown.entries()) expect(number, `frame ${frame}`).to.be.closeTo(wanted[frame]!, 1);
    });

    it('60 frames a second', async () => {
      const source = await ffmpegSource('fast.mov', '-r', '60', '-i', flash, '-an', ...H264);
      const { media } = await rig.prepare(source);
      await expectHouseFormat(media, HOUSE_30, 63);
      const shown = await numbersShown(media, 1);
      expect(shown.slice(0, 62)).to.satisfy((numbers: number[]) =>
        numbers.every((number, frame) => Math.abs(number - frame * 2) <= 1),
      );
    });

    it('a variable frame rate', async () => {
      const dropping = ['-vf', "select='not(eq(mod(n,4),1)+eq(mod(n,7),3))'", '-fps_mode', 'vfr'];
      const source = await ffmpegSource('phone.mkv', '-i', flash, ...dropping, ...H264, '-c:a', 'flac');
      const { media } = await rig.prepare(source);
      await expectHouseFormat(media, HOUSE_30, 126);
      const shown = await numbersShown(media, 1);
      for (const [frame, number] of shown.entries()) expect(number).to.be.within(frame - 3, frame);
      expectBeepsOnSeconds(await media.sound(), 0.002);
    });

    it('B-frames, and AAC with its priming', async () => {
      const source = await ffmpegSource('camera.mp4', '-i', flash, ...H264, '-bf', '3', '-c:a', 'aac', '-ar', '44100');
      const { media } = await rig.prepare(source);
      await expectHouseFormat(media, HOUSE_30, 126);
      expect(await numbersShown(media, 0)).to.deep.equal([...upTo(125), 124]);
      expectBeepsOnSeconds(await media.sound(), 0.02);
    });

    it('a transport stream that starts at half a minute', async () => {
      const codecs = ['-c:v', 'mpeg2video', '-q:v', '3', '-bf', '2', '-c:a', 'mp2', '-output_ts_offset', '30'];
      const source = await ffmpegSource('broadcast.ts', '-i', flash, ...codecs);
      const { media } = await rig.prepare(source);
      const shown = await numbersShown(media, 1);
      const lead = shown.lastIndexOf(0);
      expect(lead, 'sound starts a little before the picture in it').to.be.below(3);
      expect(shown.slice(lead, lead + 125)).to.deep.equal(upTo(125));
      expectBeepsOnSeconds(await media.sound(), 0.02, lead / 30);
    });

    it('a picture that starts half a second behind the sound', async () => {
      const inputs = ['-itsoffset', '0.5', '-i', flash, '-i', flash, '-map', '0:v', '-map', '1:a', '-c', 'copy'];
      const { media } = await rig.prepare(await ffmpegSource('late-picture.mkv', ...inputs));
      await expectHouseFormat(media, HOUSE_30, 141);
      expect(await numbersShown(media, 1)).to.deep.equal([...upTo(15).fill(0), ...upTo(125), 124]);
      expectBeepsOnSeconds(await media.sound(), 0.002);
    });

    it('sound that starts half a second behind the picture', async () => {
      const inputs = ['-i', flash, '-itsoffset', '0.5', '-i', flash, '-map', '0:v', '-map', '1:a', '-c', 'copy'];
      const { media } = await rig.prepare(await ffmpegSource('late-sound.mkv', ...inputs));
      await expectHouseFormat(media, HOUSE_30, 126);
      expectBeepsOnSeconds(await media.sound(), 0.002, 0.5);
    });

    it('sound that goes on for 1.5 s: the last picture is held', async () => {
      const source = await ffmpegSource('podcast.mkv', ...picture('640x360', '30', 1), ...tone(2.5), ...H264);
      const { media } = await rig.prepare(source);
      await expectHouseFormat(media, HOUSE_30, 75);
      expect(levelDb(await media.sound(), 2.3 * 48_000, 4800)).to.be.above(-25);
    });

    it('sound that ends 1.5 s early: silence follows', async () => {
      const source = await ffmpegSource('clip.mkv', ...picture('640x360', '30', 2.5), ...tone(1), ...H264);
      const { media } = await rig.prepare(source);
      await expectHouseFormat(media, HOUSE_30, 75);
      expect(levelDb(await media.sound(), 1.2 * 48_000, 4800)).to.be.below(-80);
    });

    it('no sound: silence is made for it', async () => {
      const { media } = await rig.prepare(
        await ffmpegSource('mute.webm', ...picture('640x360', '30', 1), '-c:v', 'vp8'),
      );
      await expectHouseFormat(media, HOUSE_30, 30);
      expect(levelDb(await media.sound(), 0, 48_000)).to.be.below(-100);
    });

    it('a picture that changes its size midway', async () => {
      const codecs = ['-an', '-c:v', 'libx264', '-preset', 'ultrafast'];
      const first = await ffmpegSource('first.ts', '-i', flash, ...codecs, '-frames:v', '60');
      const shift = ['-vf', 'scale=320:180', '-output_ts_offset', '2'];
      const second = await ffmpegSource('second.ts', '-ss', '2', '-i', flash, ...codecs, ...shift);
      await appendFile(first, await readFile(second));
      const { media } = await rig.prepare(first);
      await expectHouseFormat(media, HOUSE_30, 126);
      const shown = await numbersShown(media, 1);
      for (const [frame, number] of shown.slice(0, 125).entries()) expect(number).to.be.closeTo(frame, 1);
    });

    it('a single picture', async () => {
      const { media } = await rig.prepare(await ffmpegSource('one.mp4', ...picture('640x360', '30', 1 / 30), ...H264));
      await expectHouseFormat(media, HOUSE_30, 3);
    });
  });

  describe('of another shape', () => {
    const white = (size: string): string[] => ['-f', 'lavfi', '-i', `color=white:s=${size}:r=30:d=0.2`];

    /** Where the picture lies in the canvas, to the nearest pixel. */
    async function pictureArea(source: string): Promise<{ width: number; height: number; left: number; top: number }> {
      const { media } = await rig.prepare(source);
      const { width: canvas } = HOUSE_30;
      const luma = (await media.pictures(1))[0]!;
      const bright = [...luma.keys()].filter((at) => luma[at]! > 125);
      const columns = bright.map((at) => at % canvas);
      const left = columns.reduce((least, column) => Math.min(least, column), canvas);
      const right = columns.reduce((most, column) => Math.max(most, column), 0);
      const top = Math.floor(bright[0]! / canvas);
      return { width: right - left + 1, height: Math.floor(bright.at(-1)! / canvas) - top + 1, left, top };
    }

    it('an odd size with oblong pixels gets bars above and below', async () => {
      const source = await ffmpegSource('odd.mkv', ...white('641x357'), '-vf', 'setsar=4/3', '-c:v', 'ffv1');
      expect(await pictureArea(source)).to.deep.equal({ width: 640, height: 268, left: 0, top: 46 });
    });

    it('4:3 gets bars left and right', async () => {
      const source = await ffmpegSource('old.avi', ...white('640x480'), '-c:v', 'mpeg4');
      expect(await pictureArea(source)).to.deep.equal({ width: 480, height: 360, left: 80, top: 0 });
    });

    it('a phone held upright is turned, clockwise', async () => {
      const topHalf = ['-vf', 'drawbox=y=ih/2:color=black:t=fill'];
      const source = await ffmpegSource('phone.mp4', ...white('640x360'), ...topHalf, ...H264);
      await turnClockwise(source);
      expect(await pictureArea(source)).to.deep.equal({ width: 101, height: 360, left: 319, top: 0 });
    });
  });

  describe('of another loudness', () => {
    const sounds: readonly [name: string, ...input: string[]][] = [
      ['quiet mono of 44.1 kHz', ...tone(3, { volumeDb: -25, rate: 44_100 })],
      ['at full scale', '-f', 'lavfi', '-i', 'aevalsrc=sgn(sin(2*PI*220*t)):s=48000:d=3'],
      ['of six channels', ...tone(3), '-ac', '6'],
      [
        'quiet, with peaks',
        '-f',
        'lavfi',
        '-i',
        'aevalsrc=0.05*sin(2*PI*330*t)+0.4*sin(2*PI*1000*t)*exp(-300*mod(t\\,0.5)):d=3',
      ],
      [
        'speech under loud knocks',
        '-f',
        'lavfi',
        '-i',
        'aevalsrc=0.03*sin(2*PI*330*t)+if(lt(mod(t\\,0.5)\\,0.03)\\,0.5*sin(2*PI*700*t)\\,0):d=3',
      ],
    ];
    for (const [index, [name, ...input]] of sounds.entries()) {
      it(`${name} comes out at −16 LUFS and does not clip`, async () => {
        const codecs = [...H264, '-c:a', 'pcm_s16le'];
        const source = await ffmpegSource(`loud-${index}.mkv`, ...picture('64x64', '30', 3), ...input, ...codecs);
        const { media } = await rig.prepare(source);
        expect(await media.loudnessLufs()).to.be.closeTo(-16, 1);
        const peak = (await media.sound()).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(peak).to.be.below(1);
      });
    }

    it('silence stays silence', async () => {
      const silence = ['-f', 'lavfi', '-i', 'anullsrc=d=1', '-c:a', 'pcm_s16le'];
      const source = await ffmpegSource('silent.mkv', ...picture('64x64', '30', 1), ...silence, ...H264);
      const { media } = await rig.prepare(source);
      expect(levelDb(await media.sound(), 0, 48_000)).to.be.below(-100);
    });
  });

  describe('for continuous playout', () => {
    it('makes sound that can be cut anywhere: a decoder that runs on is right 20 ms behind the seam', async () => {
      const chord = 'aevalsrc=0.2*(sin(2*PI*220*t)+sin(2*PI*277*t)+sin(2*PI*330*t)):s=48000:d=3';
      const inputs = [...picture('64x64', '30', 3), '-f', 'lavfi', '-i', chord, ...H264, '-c:a', 'pcm_s16le'];
      const { media } = await rig.prepare(await ffmpegSource('chord.mkv', ...inputs));
      const packets = await media.samples(media.index.audioTrackId);
      const whole = await decodeOpusPackets(packets);
      for (const start of [0, 5, 40, 100]) {
        const cut = await decodeOpusPackets([...packets.slice(50, 90), ...packets.slice(start, start + 10)]);
        for (const packet of [1, 2, 3]) {
          const heard = levelDb(cut, (40 + packet) * 960, 960);
          expect(heard, `packet ${start + packet}`).to.be.closeTo(levelDb(whole, (start + packet) * 960, 960), 0.5);
        }
      }
    });
  });
});
