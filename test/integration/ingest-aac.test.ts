import { writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeAacTrack } from '../../media/ingest/aac-track.js';
import { type AacIndex, aacKeys, mediaKeys, parseAacIndex } from '../../media/prepared-media.js';
import { MasterClock } from '../../server/clock/master-clock.js';
import { FFMPEG_BIN, runFfmpeg } from '../support/ffmpeg-run.js';
import { makeTempDir } from '../support/temp-dir.js';
import { levelDb } from './ingest-opus.js';
import { HOUSE_25, HOUSE_30, IngestRig } from './ingest-rig.js';
import { ffmpegSource, H264, picture } from './ingest-sources.js';

const RATE = 48_000;
const FRAME = 1024;
const SMALL = { width: 320, height: 180 };

/** Clicks of noise at the very start, and each second; with a quiet hum in between. */
const clicks = (seconds: number): string[] => [
  ...['-f', 'lavfi', '-i'],
  `aevalsrc='0.02*sin(2*PI*330*t)+if(lt(mod(t,1),0.03),0.6*(2*random(0)-1),0)':d=${seconds}:s=48000`,
];

describe('the AAC of prepared media', function () {
  this.timeout(60_000);
  const clock = new MasterClock();
  let rig: IngestRig;

  before(async () => {
    rig = await IngestRig.create();
  });

  after(() => {
    rig.close();
    clock.close();
  });

  async function prepare(name: string, seconds: number, house = HOUSE_30) {
    const source = await ffmpegSource(name, ...picture('320x180', '30', seconds), ...clicks(seconds), ...H264);
    const { prepared, media } = await rig.prepare(source, { house: { ...house, ...SMALL } });
    return { objectId: prepared.objectId, media };
  }

  async function make(objectId: string, options: { ffmpeg?: string; signal?: AbortSignal } = {}) {
    const { ffmpeg = FFMPEG_BIN, signal } = options;
    const workDir = makeTempDir('aac-work');
    const deps = { store: rig.store, workDir, tools: { ffmpeg }, clock, signal };
    try {
      await makeAacTrack(objectId, deps);
    } finally {
      expect(await readdir(workDir)).to.deep.equal([]);
    }
  }

  async function open(objectId: string): Promise<{ index: AacIndex; bytes: Buffer }> {
    const keys = aacKeys(objectId);
    return { index: parseAacIndex(await rig.store.read(keys.index)), bytes: await rig.store.read(keys.track) };
  }

  for (const [what, seconds, house] of [
    ['shorter than a GOP', 0.7, HOUSE_30],
    ['of a GOP and one step', 2.1, HOUSE_30],
    ['of a step of 40 ms behind five GOPs', 10.04, HOUSE_25],
    ['of whole AAC frames', 3.2, HOUSE_25],
    ['of whole GOPs', 4, HOUSE_30],
  ] as const) {
    it(`has every frame once and in order, as long as the media: one ${what}`, async () => {
      const { objectId, media } = await prepare(`aac-${seconds}.mp4`, seconds, house);
      await make(objectId);
      const { index, bytes } = await open(objectId);
      const samples = (media.index.frames / house.fps) * RATE;
      expect(index).to.include({ samples, frames: Math.ceil(samples / FRAME), codec: 'mp4a.40.2' });
      expect(index.fragments).to.have.lengthOf(media.index.fragments.length);
      let frame = 0;
      let end = index.fragments[0]![0];
      for (const [number, [offset, length, firstFrame, count]] of index.fragments.entries()) {
        expect(offset).to.equal(end);
        expect(firstFrame)
          .to.equal(frame)
          .and.equal(Math.round(number * 93.75));
        frame += count;
        end += length;
      }
      expect(frame).to.equal(index.frames);
      expect(end).to.equal(bytes.length);
      expect(await packets(bytes)).to.deep.equal(
        Array.from({ length: index.frames }, (_, number) => ({ pts: number * FRAME, duration: FRAME })),
      );
      const sound = await decode(bytes);
      expect(sound.length / 2).to.equal(index.frames * FRAME);
      expect(Math.abs(lagMs(await media.sound(), sound, 0, 0.5)), 'at its start').to.be.below(0.1);
    });
  }

  it('sounds at the instant at which the Opus does, at its start and after ten seconds', async () => {
    const { objectId, media } = await prepare('aac-long.mp4', 12.3);
    await make(objectId);
    const { bytes } = await open(objectId);
    const [opus, aac] = [await media.sound(), await decode(bytes)];
    for (const [fromS, forS] of [
      [0, 0.06],
      [0, 0.5],
      [1.9, 0.3],
      [9.9, 0.5],
      [10.9, 0.5],
      [11.9, 0.3],
    ] as const) {
      expect(Math.abs(lagMs(opus, aac, fromS, forS)), `at ${fromS} s`).to.be.below(0.1);
    }
    const loudness = (sound: Float32Array) => levelDb(sound, RATE, RATE * 10);
    expect(loudness(aac)).to.be.closeTo(loudness(opus), 0.5);
  });

  it('may be taken by a decoder from any fragment on', async () => {
    const { objectId, media } = await prepare('aac-long.mp4', 12.3);
    await make(objectId);
    const { index, bytes } = await open(objectId);
    const [offset, , firstFrame] = index.fragments[3]!;
    const sound = await decode(Buffer.concat([bytes.subarray(0, index.fragments[0]![0]), bytes.subarray(offset)]));
    const opus = (await media.sound()).subarray(firstFrame * FRAME * 2);
    expect(Math.abs(lagMs(opus, sound, 0.9, 0.5))).to.be.below(0.1);
  });

  it('leaves the object as it is, and is made once', async () => {
    const { objectId } = await prepare('aac-once.mp4', 1);
    const before = await rig.store.list(`media/${objectId}/`);
    await make(objectId);
    const keys = aacKeys(objectId);
    expect(await rig.store.list(`media/${objectId}/`)).to.have.members([...before, ...Object.values(keys)]);
    await make(objectId, { ffmpeg: '/nowhere' });
  });

  it('is made anew when it is not whole, and is nowhere when it cannot be', async () => {
    const { objectId } = await prepare('aac-part.mp4', 1.2);
    await make(objectId);
    const keys = aacKeys(objectId);
    const whole = await open(objectId);
    await rig.store.write(keys.track, whole.bytes.subarray(1));
    await make(objectId);
    expect(await open(objectId)).to.deep.equal(whole);
    for (const key of Object.values(keys)) await rig.store.remove(key);
    expect(await failureOf(make(objectId, { ffmpeg: '/nowhere' }))).to.include({ code: 'preparation-failed' });
    const aborted = new AbortController();
    aborted.abort(new Error('enough'));
    expect(await failureOf(make(objectId, { signal: aborted.signal }))).to.include({ message: 'enough' });
    expect(await rig.store.size(keys.track)).to.equal(undefined);
    await rig.store.remove(mediaKeys(objectId).index);
    expect(await failureOf(make(objectId))).to.include({ name: 'BlobMissingError' });
  });
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error: unknown) => error,
  );
}

function copyOf(bytes: Buffer): string {
  const path = join(makeTempDir('aac-copy'), 'aac.mp4');
  writeFileSync(path, bytes);
  return path;
}

/** As an ordinary decoder makes it; it fails at the first error. */
async function decode(bytes: Buffer): Promise<Float32Array> {
  const pcm = await runFfmpeg(['-xerror', '-err_detect', 'explode', '-i', copyOf(bytes), '-f', 'f32le', 'pipe:1']);
  return new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length));
}

async function packets(bytes: Buffer): Promise<{ pts: number; duration: number }[]> {
  const lines = (await runFfmpeg(['-i', copyOf(bytes), '-c', 'copy', '-f', 'framecrc', 'pipe:1'])).toString();
  return lines
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, , pts, duration] = line.split(',').map(Number);
      return { pts: pts!, duration: duration! };
    });
}

/** How much later a stretch of one sound comes in another, by the best match within 30 ms either way. */
function lagMs(of: Float32Array, within: Float32Array, fromS: number, forS: number): number {
  const most = 1440;
  const from = Math.round(fromS * RATE);
  const samples = Math.round(forS * RATE);
  let best = { lag: 0, match: Number.NEGATIVE_INFINITY };
  for (let lag = -most; lag <= most; lag += 1) {
    let match = 0;
    for (let at = from; at < from + samples; at += 1) match += (of[at * 2] ?? 0) * (within[(at + lag) * 2] ?? 0);
    if (match > best.match) best = { lag, match };
  }
  return (best.lag * 1000) / RATE;
}
