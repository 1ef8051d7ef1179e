import { expect } from 'chai';
import { mediaKeys } from '../../media/prepared-media.js';
import { runFfmpeg } from '../support/ffmpeg-run.js';
import { HOUSE_30, IngestRig } from './ingest-rig.js';
import { ffmpegSource, H264 } from './ingest-sources.js';

describe('the pictures of a prepared file', function () {
  this.timeout(30_000);
  let keys: ReturnType<typeof mediaKeys>;
  let rig: IngestRig;

  before(async () => {
    rig = await IngestRig.create();
    // Three seconds of black, five of red with something in it, white for the rest; it sounds in the first half.
    const scenes = [
      ...['-f', 'lavfi', '-i', 'color=black:s=640x360:r=30:d=3'],
      ...['-f', 'lavfi', '-i', 'color=red:s=640x360:r=30:d=5,drawbox=x=0:w=320:color=blue:t=fill'],
      ...['-f', 'lavfi', '-i', 'color=white:s=640x360:r=30:d=4'],
      ...['-f', 'lavfi', '-i', 'aevalsrc=if(lt(t\\,6)\\,0.5*sin(2*PI*440*t)\\,0):s=48000:c=stereo:d=12'],
    ];
    const joined = ['-filter_complex', '[0:v][1:v][2:v]concat=n=3[v]', '-map', '[v]', '-map', '3:a'];
    const source = await ffmpegSource('scenes.mkv', ...scenes, ...joined, ...H264, '-c:a', 'pcm_s16le');
    keys = mediaKeys((await rig.prepare(source)).prepared.objectId);
  });

  after(() => rig.close());

  async function decoded(key: string): Promise<{ width: number; height: number; at(x: number, y: number): number[] }> {
    const ppm = await runFfmpeg(
      ['-f', 'image2pipe', '-i', 'pipe:0', '-f', 'image2pipe', '-c:v', 'ppm', 'pipe:1'],
      [await rig.store.read(key)],
    );
    const [, width, height] = /^P6\n(\d+) (\d+)\n255\n/.exec(ppm.toString('latin1', 0, 30))!.map(Number);
    const pixels = ppm.subarray(ppm.length - width! * height! * 3);
    const at = (x: number, y: number): number[] => [...pixels.subarray((y * width! + x) * 3, (y * width! + x) * 3 + 3)];
    return { width: width!, height: height!, at };
  }

  const near = (pixel: readonly number[], color: readonly number[]): void => {
    for (const [part, value] of pixel.entries()) expect(value, `of ${pixel}`).to.be.closeTo(color[part]!, 12);
  };

  it('the poster shows a scene with something in it, in its right colours', async () => {
    const poster = await decoded(keys.poster);
    expect(poster).to.include({ width: HOUSE_30.width, height: HOUSE_30.height });
    near(poster.at(100, 180), [0, 0, 255]);
    near(poster.at(540, 180), [255, 0, 0]);
  });

  it('the storyboard shows the start of every two seconds', async () => {
    const sprite = await decoded(keys.storyboard);
    expect(sprite).to.include({ width: 6 * 160, height: 90 });
    const centres = Array.from({ length: 6 }, (_, tile) => sprite.at(tile * 160 + 120, 45));
    const [black, red, white] = [
      [0, 0, 0],
      [255, 0, 0],
      [255, 255, 255],
    ] as const;
    for (const [tile, color] of [black, black, red, red, white, white].entries()) near(centres[tile]!, color);
    expect((await rig.store.read(keys.storyboardVtt)).toString()).to.match(
      /^WEBVTT\n\n00:00:00\.000 --> 00:00:02\.000\nstoryboard\.jpg#xywh=0,0,160,90\n(.*\n)*.* --> 00:00:12\.000\n.*=800,0,160,90\n$/,
    );
  });

  it('the waveform shows where it sounds', async () => {
    const bytes = await rig.store.read(keys.waveform);
    const waveform = JSON.parse(bytes.toString()) as { length: number; samples_per_pixel: number; data: number[] };
    const { length, samples_per_pixel: samples, data } = waveform;
    expect(length * samples).to.be.closeTo(12 * 48_000, samples);
    const most = data.filter((_, at) => at % 2 === 1);
    const half = Math.floor(most.length / 2);
    expect(Math.min(...most.slice(1, half - 1))).to.be.above(20);
    expect(Math.max(...most.slice(half + 1))).to.equal(0);
    expect(bytes.length).to.be.below(20_000);
  });
});
