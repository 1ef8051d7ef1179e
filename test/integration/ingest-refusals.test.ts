import { chmod, readFile, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { IngestError } from '../../media/ingest/ingest-error.js';
import { DEFAULT_SOURCE_LIMITS } from '../../media/ingest/source-limits.js';
import type { BlobStore } from '../../media/store/blob-store.js';
import { FFMPEG_BIN, FFPROBE_BIN } from '../support/ffmpeg-run.js';
import { base, scrambled } from './ingest-flash-beep.js';
import { HOUSE_30, IngestRig } from './ingest-rig.js';
import { counterSource, ffmpegSource, H264, picture, sourcePath, tone } from './ingest-sources.js';

describe('refusing to prepare a file', function () {
  this.timeout(30_000);
  let rig: IngestRig;
  let clip: string;

  before(async () => {
    rig = await IngestRig.create();
    clip = await ffmpegSource('whole.mp4', ...picture('320x240', '30', 4), ...tone(4), ...H264, '-c:a', 'aac');
  });

  after(() => rig.close());

  // Whatever happens, nothing is left behind.
  afterEach(async () => expect(await rig.leftovers()).to.deep.equal([]));

  async function written(name: string, content: string | Uint8Array): Promise<string> {
    await writeFile(sourcePath(name), content);
    return sourcePath(name);
  }

  /** The first part of a file, as a download that was cut off leaves it. */
  async function cutOff(name: string, source: string, part: number): Promise<string> {
    const bytes = await readFile(source);
    return await written(name, bytes.subarray(0, Math.floor(bytes.length * part)));
  }

  async function expectRefusal(source: string, code: string, words: RegExp): Promise<void> {
    const error = await rig.failure(source);
    expect(error).to.be.instanceOf(IngestError);
    expect(error.code, error.message).to.equal(code);
    expect(error.message)
      .to.match(words)
      .and.not.match(/ffmpeg|ffprobe|\/tmp\//);
  }

  describe('what is no video', () => {
    it('a file that is not there', () => expectRefusal('/nowhere/at.all', 'source-missing', /upload it again/));

    it('a folder', () => expectRefusal('/tmp', 'source-missing', /upload it again/));

    it('an empty file', async () => expectRefusal(await written('empty.mp4', ''), 'source-empty', /empty/));

    it('text by the name of a video', async () => {
      await expectRefusal(await written('text.mp4', 'Dear host,\nthis is a letter.\n'), 'source-not-video', /MP4, MOV/);
    });

    it('a picture', async () => {
      const source = await ffmpegSource('still.png', ...picture('64x64', '1', 1), '-frames:v', '1');
      await expectRefusal(source, 'source-not-video', /MP4, MOV/);
    });

    it('a GIF of a single picture', async () => {
      const source = await ffmpegSource('still.gif', ...picture('64x64', '1', 1), '-frames:v', '1');
      await expectRefusal(source, 'source-not-video', /single picture/);
    });

    it('a photo of a phone', async () => {
      const head = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\x01\0meta', 'latin1');
      const source = await written('photo.mp4', Buffer.concat([head, Buffer.alloc(5000, 7)]));
      await expectRefusal(source, 'source-not-video', /photo \(HEIC\)/);
    });

    it('a text that looks like a broadcast', async () => {
      const rows = Array.from({ length: 500 }, () => `{"${'G'.repeat(180)}":1}`);
      await expectRefusal(await written('rows.ts', `[${rows.join(',')}]`), 'source-not-video', /text \(JSON\)/);
    });

    it('sound alone', async () => {
      await expectRefusal(await ffmpegSource('song.m4a', ...tone(1), '-c:a', 'aac'), 'source-no-picture', /no moving/);
    });

    it('sound with a cover', async () => {
      const cover = ['-map', '0', '-map', '1', '-frames:v', '1', '-c:v', 'mjpeg', '-disposition:v', 'attached_pic'];
      const source = await ffmpegSource('song.mp3', ...tone(1), ...picture('64x64', '1', 1), ...cover);
      await expectRefusal(source, 'source-no-picture', /no moving/);
    });

    const playlists = {
      'HLS playlist': '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/passwd\n#EXT-X-ENDLIST\n',
      'list for concatenation': 'ffconcat version 1.0\nfile /etc/passwd\n',
      'playlist of addresses': '#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/secret.ts\n#EXT-X-ENDLIST\n',
      'DASH manifest':
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet><Representation>' +
        '<BaseURL>http://127.0.0.1:9/secret.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>',
    };
    for (const [name, content] of Object.entries(playlists)) {
      it(`a ${name} that names another file`, async () => {
        await expectRefusal(await written('list.mp4', content), 'source-not-video', /MP4, MOV/);
      });
    }
  });

  describe('what is cut off or damaged', () => {
    it('an MP4 whose index came first, wherever it ends', async () => {
      const source = await ffmpegSource('web.mp4', '-i', clip, '-c', 'copy', '-movflags', '+faststart');
      for (const part of [0.3, 0.6, 0.8]) {
        const words = /says it is 4\.0 s long, and its last [\d.]+ s are missing/;
        await expectRefusal(await cutOff(`web-${part}.mp4`, source, part), 'source-incomplete', words);
      }
    });

    it('an MP4 whose index would have come last, wherever it ends', async () => {
      for (const part of [0.1, 0.5, 0.9]) {
        await expectRefusal(await cutOff(`half-${part}.mp4`, clip, part), 'source-incomplete', /cut off/);
      }
    });

    it('a Matroska file', async () => {
      const source = await ffmpegSource('whole.mkv', '-i', clip, '-c', 'copy');
      await expectRefusal(await cutOff('half.mkv', source, 0.5), 'source-incomplete', /are missing/);
    });

    it('an AVI', async () => {
      const source = await ffmpegSource('whole.avi', '-i', clip, '-c', 'copy');
      await expectRefusal(await cutOff('half.avi', source, 0.5), 'source-incomplete', /last 50 % .* missing/);
    });

    it('a file with noise over half of its middle', async () => {
      const bytes = await readFile(clip);
      for (let at = bytes.length >> 2; at < bytes.length * 0.7; at += 1) bytes[at] = (at * 7919) >> 5;
      await expectRefusal(await written('noise.mp4', bytes), 'source-damaged', /% of the (picture|sound) is damaged/);
    });
  });

  describe('what cannot be decoded', () => {
    const HEVC = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error', '-pix_fmt', 'yuv420p'];
    const KEYS = [
      '-encryption_key',
      '76a6c65c5ea762046bd749a2e632ccbb',
      '-encryption_kid',
      'a7e61c373e219033c21091fa607bf3b8',
    ];

    it('an encrypted MP4', async () => {
      const options = [...HEVC, '-encryption_scheme', 'cenc-aes-ctr', ...KEYS];
      const source = await ffmpegSource('cenc.mp4', ...picture('320x180', '30', 2), ...options);
      await expectRefusal(source, 'source-encrypted', /encrypted/);
    });

    it('a scrambled broadcast', async () => {
      await expectRefusal(await scrambled('scrambled.ts', await base('base.ts')), 'source-encrypted', /encrypted/);
    });

    const codecs = {
      'H.264 in MP4': ['mp4', ...H264],
      'MPEG-2 in Matroska': ['mkv', '-c:v', 'mpeg2video'],
      'HEVC in MP4': ['mp4', ...HEVC],
      'VP9 in WebM': ['webm', '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
    };
    for (const [name, [ending = '', ...codec]] of Object.entries(codecs)) {
      it(`noise in place of ${name}`, async () => {
        const whole = await ffmpegSource(`clear.${ending}`, ...picture('320x180', '30', 2), ...codec);
        const noise = await ffmpegSource(`noise.${ending}`, '-i', whole, '-c', 'copy', '-bsf:v', 'noise=1');
        await expectRefusal(noise, 'source-damaged', /Nothing of the picture can be (decoded|read): it is damaged/);
      });
    }
  });

  describe('what is too much', () => {
    const over = (limits: Partial<typeof DEFAULT_SOURCE_LIMITS>) => ({
      limits: { ...DEFAULT_SOURCE_LIMITS, ...limits },
    });

    it('bytes', async () => {
      const error = await rig.failure(clip, over({ maxBytes: 1000 }));
      expect(error).to.include({ code: 'source-too-large' });
    });

    it('pixels', async () => {
      const error = await rig.failure(clip, over({ maxPixels: 320 * 240 - 1 }));
      expect(error).to.include({ code: 'source-too-large' });
      expect(error.message).to.match(/320×240/);
    });

    it('minutes, as its head says and as it turns out', async () => {
      const error = await rig.failure(clip, over({ maxDurationS: 3 }));
      expect(error).to.include({ code: 'source-too-long' });
    });

    it('pixels, as a head of a few bytes claims', async () => {
      const head = 'YUV4MPEG2 W16384 H8640 F30:1 Ip A1:1 C420jpeg\nFRAME\n';
      await expectRefusal(await written('wide.y4m', head.padEnd(4096, 'x')), 'source-too-large', /16384×8640/);
    });

    it('minutes of which its head says nothing', async () => {
      const source = await ffmpegSource('endless.h264', ...picture('64x64', '30', 4), ...H264);
      const error = await rig.failure(source, over({ maxDurationS: 3 }));
      expect(error).to.include({ code: 'source-too-long' });
    });
  });

  describe('when the work is cut short', () => {
    it('by an abort', async () => {
      const source = await counterSource('long', 600, HOUSE_30);
      const abort = new AbortController();
      const reason = new Error('the host changed their mind');
      const onProgress = (fraction: number): void => {
        if (fraction > 0.15) abort.abort(reason);
      };
      expect(await rig.failure(source, { signal: abort.signal, onProgress })).to.equal(reason);
    });

    it('by an abort before it began', async () => {
      const reason = new Error('too late');
      expect(await rig.failure(clip, { signal: AbortSignal.abort(reason) })).to.equal(reason);
    });

    it('by an ffmpeg that hangs', async () => {
      const tools = { ffmpeg: await script('hanging', 'sleep 60'), ffprobe: FFPROBE_BIN };
      expect(await rig.failure(clip, { tools, stallMs: 300 })).to.include({ code: 'preparation-stalled' });
    });

    it('by an ffmpeg that goes on and on with something else than was wanted', async () => {
      const body = `case "$*" in *libx264*) exec yes ;; *) exec ${FFMPEG_BIN} "$@" ;; esac`;
      const tools = { ffmpeg: await script('other', body), ffprobe: FFPROBE_BIN };
      expect(await rig.failure(clip, { tools })).to.include({ code: 'preparation-failed' });
    });

    it('by an ffmpeg that is killed', async () => {
      const tools = { ffmpeg: await script('killed', 'kill -9 $$'), ffprobe: FFPROBE_BIN };
      const error = await rig.failure(clip, { tools });
      expect(error).to.include({ code: 'preparation-failed' });
      expect(error.message).to.match(/SIGKILL/);
    });

    it('by an ffmpeg that is not installed', async () => {
      const error = await rig.failure(clip, { tools: { ffmpeg: '/nowhere/ffmpeg', ffprobe: '/nowhere/ffprobe' } });
      expect(error).to.include({ code: 'preparation-failed' });
      expect(error.message).to.match(/FFMPEG_BIN/);
    });

    it('by a disk that is full, when ffmpeg says so', async () => {
      const ffmpeg = await script('full', 'echo "av_interleaved_write_frame(): No space left on device" >&2; exit 1');
      const error = await rig.failure(clip, { tools: { ffmpeg, ffprobe: FFPROBE_BIN } });
      expect(error).to.include({ code: 'storage-full', status: 507 });
    });

    for (const call of ['publish', 'write'] as const) {
      it(`by a store that is full at ${call}`, async () => {
        const full = (): Promise<void> => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
        const error = await rig.failure(clip, { store: storeWith(rig.store, { [call]: full }) });
        expect(error).to.include({ code: 'storage-full' });
      });
    }
  });

  async function script(name: string, body: string): Promise<string> {
    const path = await written(`${name}.sh`, `#!/bin/sh\n${body}\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** A store that does everything as another one does, but for some calls. */
  function storeWith(store: BlobStore, calls: Partial<BlobStore>): BlobStore {
    return {
      publish: (key, path) => store.publish(key, path),
      write: (key, bytes) => store.write(key, bytes),
      read: (key, range) => store.read(key, range),
      stream: (key, range) => store.stream(key, range),
      size: (key) => store.size(key),
      list: (prefix) => store.list(prefix),
      remove: (key) => store.remove(key),
      discardUnfinished: (beforeMs) => store.discardUnfinished(beforeMs),
      ...calls,
    };
  }
});
