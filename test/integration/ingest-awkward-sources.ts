import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { ffmpegSource, H264, turnClockwise } from './ingest-sources.js';

/** A file as hosts have them, and what the house format makes of it in a house of 640×360 at 30 frames a second. */
export interface AwkwardSource {
  readonly what: string;
  make(): Promise<string>;
  /** Its length on the grid. */
  readonly frames: number;
  /** Width over height of the picture, inside whatever bars. */
  readonly aspect: number;
  /** At its end, when it is another one there. */
  readonly aspectAtEnd?: number;
  /** What the host is told; the codes of all findings but those of its loudness and of its size. */
  readonly findings: readonly string[];
  /** Where flash and beep are expected, when they are not at one second; `no` sound has no beep. */
  readonly flashAtS?: number | 'no';
}

const WIDE = 16 / 9;

interface ClipOptions {
  readonly size?: string;
  /** A fraction as ffmpeg takes it. */
  readonly rate?: string;
  readonly seconds?: number;
  readonly sound?: string;
}

/** The first frame at or behind one second flashes, and a beep starts with it; the rest is grey. */
function flashAndBeep({
  size = '640x360',
  rate = '30',
  seconds = 2,
  sound = 's=48000:c=stereo',
}: ClipOptions): string[] {
  return [...flash(size, rate, seconds), ...beep(flashTimeS(rate), seconds, sound)];
}

function flash(size: string, rate: string, seconds: number): string[] {
  const frame = flashFrame(rate);
  const on = `enable='between(n,${frame},${frame + Math.ceil(fpsOf(rate) / 5)})'`;
  const picture = `color=0x707070:s=${size}:r=${rate}:d=${seconds},drawbox=color=white:t=fill:${on}`;
  return ['-f', 'lavfi', '-i', picture];
}

function beep(atS: number, seconds: number, format: string): string[] {
  const tone = `0.1*sin(2*PI*220*t)+if(between(t,${atS},${atS + 0.05}),0.25*sin(2*PI*1000*t),0)`;
  const channels = /c=mono/.test(format) ? 1 : 2;
  const tones = Array.from({ length: channels }, () => tone).join('|');
  return ['-f', 'lavfi', '-i', `aevalsrc='${tones}':d=${seconds}:${format}`];
}

function fpsOf(rate: string): number {
  const [over, under = 1] = rate.split('/').map(Number);
  return over! / under;
}

const flashFrame = (rate: string): number => Math.ceil(fpsOf(rate) - 1e-6);
const flashTimeS = (rate: string): number => flashFrame(rate) / fpsOf(rate);

/** Keeps encoders from leaving out pictures that do not change, and makes them large. */
const GRAIN = ['-vf', 'noise=alls=12:allf=t'];
const PCM = ['-c:a', 'pcm_s16le'];
const AAC = ['-c:a', 'aac', '-b:a', '128k'];

/** Two transport streams, one behind the other in one file, as recorders write them. */
async function joined(name: string, first: readonly string[], second: readonly string[]): Promise<string> {
  const path = await ffmpegSource(`${name}.ts`, ...first);
  const rest = await ffmpegSource(`${name}-rest.ts`, ...second);
  await appendFile(path, await readFile(rest));
  return path;
}

async function withNoise(path: string, at: number, length: number): Promise<string> {
  const bytes = await readFile(path);
  const start = Math.floor(bytes.length * at);
  for (let index = start; index < start + length; index += 1) bytes[index] = (index * 7919) >> 5;
  await writeFile(path, bytes);
  return path;
}

const HDR_COLORS = (transfer: string): string[] => [
  ...['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-tag:v', 'hvc1', '-x265-params'],
  `log-level=error:bframes=0:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`,
];

export const AWKWARD_SOURCES: readonly AwkwardSource[] = [
  {
    what: 'a phone held upright (MP4 with a rotation)',
    frames: 60,
    aspect: 9 / 16,
    findings: ['rotated', 'letterboxed'],
    async make() {
      const path = await ffmpegSource('upright.mp4', ...flashAndBeep({}), ...H264, ...AAC);
      await turnClockwise(path);
      return path;
    },
  },
  {
    what: 'film of 23.976 frames a second (MOV)',
    frames: 60,
    aspect: WIDE,
    findings: ['frame-rate-converted'],
    flashAtS: 1.001,
    make: () => ffmpegSource('film.mov', ...flashAndBeep({ rate: '24000/1001' }), ...H264, ...PCM),
  },
  {
    what: '29.97 frames a second with B-frames (MP4, AAC)',
    frames: 60,
    aspect: WIDE,
    findings: ['frame-rate-converted', 'b-frames-removed'],
    flashAtS: 1.001,
    make: () =>
      ffmpegSource(
        'camera.mp4',
        ...flashAndBeep({ rate: '30000/1001' }),
        ...H264,
        '-bf',
        '3',
        '-b_strategy',
        '0',
        ...AAC,
      ),
  },
  {
    what: '59.94 frames a second of 10-bit 4:2:2 (ProRes, MOV)',
    frames: 60,
    aspect: WIDE,
    findings: ['frame-rate-converted'],
    flashAtS: 1.001,
    make: () =>
      ffmpegSource('edit.mov', ...flashAndBeep({ rate: '60000/1001' }), '-c:v', 'prores_ks', '-profile:v', '0', ...PCM),
  },
  {
    what: 'ten frames a second',
    frames: 60,
    aspect: WIDE,
    findings: ['frame-rate-converted'],
    make: () => ffmpegSource('slow.mkv', ...flashAndBeep({ rate: '10' }), ...H264, ...PCM),
  },
  {
    what: 'a variable frame rate (MKV)',
    frames: 60,
    aspect: WIDE,
    findings: ['variable-frame-rate'],
    make() {
      // Frame 30 flashes: it is kept.
      const dropping = ['-vf', "select='not(eq(mod(n,4),1)+eq(mod(n,7),3))'", '-fps_mode', 'vfr'];
      return ffmpegSource('variable.mkv', ...flashAndBeep({}), ...dropping, ...H264, '-c:a', 'flac');
    },
  },
  {
    what: 'interlaced PAL with oblong pixels (MPEG-2 transport stream, AC-3)',
    frames: 60,
    aspect: WIDE,
    findings: ['frame-rate-converted', 'deinterlaced', 'pixels-not-square'],
    make() {
      // Fields differ where something moves: a strip at the bottom.
      const strip = ['-f', 'lavfi', '-i', 'testsrc2=s=720x96:r=50:d=2'];
      const woven = '[0:v][2:v]overlay=0:480,tinterlace=interleave_top,setfield=tff,setsar=64/45[v]';
      const maps = ['-filter_complex', woven, '-map', '[v]', '-map', '1:a', '-flags', '+ildct+ilme'];
      const codecs = ['-c:v', 'mpeg2video', '-q:v', '4', '-c:a', 'ac3'];
      return ffmpegSource('pal.ts', ...flashAndBeep({ size: '720x576', rate: '50' }), ...strip, ...maps, ...codecs);
    },
  },
  {
    what: 'HDR with PQ (HEVC, MP4)',
    frames: 60,
    aspect: WIDE,
    findings: ['hdr-tone-mapped'],
    make: () => ffmpegSource('pq.mp4', ...flashAndBeep({}), ...HDR_COLORS('smpte2084'), ...AAC),
  },
  {
    what: 'HDR with HLG (HEVC, MKV)',
    frames: 60,
    aspect: WIDE,
    findings: ['hdr-tone-mapped'],
    make: () => ffmpegSource('hlg.mkv', ...flashAndBeep({}), ...HDR_COLORS('arib-std-b67'), ...PCM),
  },
  {
    what: 'BT.2020 colours without HDR',
    frames: 60,
    aspect: WIDE,
    findings: ['wide-gamut-converted'],
    make: () => ffmpegSource('wide.mkv', ...flashAndBeep({}), ...HDR_COLORS('bt2020-10'), ...PCM),
  },
  {
    what: 'full range in Motion JPEG (AVI)',
    frames: 60,
    aspect: WIDE,
    findings: ['full-range-converted'],
    make: () => ffmpegSource('webcam.avi', ...flashAndBeep({}), '-c:v', 'mjpeg', '-pix_fmt', 'yuvj422p', ...PCM),
  },
  {
    what: '4:3 in MPEG-4 (AVI, MP2)',
    frames: 60,
    aspect: 4 / 3,
    findings: ['letterboxed'],
    make: () => ffmpegSource('old.avi', ...flashAndBeep({ size: '640x480' }), '-c:v', 'mpeg4', '-c:a', 'mp2'),
  },
  {
    what: '5.1 sound (MKV, AC-3)',
    frames: 60,
    aspect: WIDE,
    findings: ['downmixed'],
    make: () => ffmpegSource('cinema.mkv', ...flashAndBeep({}), ...H264, '-c:a', 'ac3', '-ac', '6'),
  },
  {
    what: 'quiet mono of 22.05 kHz',
    frames: 60,
    aspect: WIDE,
    findings: ['mono-doubled'],
    make() {
      const quiet = ['-af', 'volume=-24dB'];
      return ffmpegSource('mono.mov', ...flashAndBeep({ sound: 's=22050:c=mono' }), ...H264, ...PCM, ...quiet);
    },
  },
  {
    what: 'no sound (WebM, VP8)',
    frames: 60,
    aspect: WIDE,
    findings: ['no-sound'],
    flashAtS: 'no',
    make: () => ffmpegSource('mute.webm', ...flash('640x360', '30', 2), '-c:v', 'vp8', '-deadline', 'realtime'),
  },
  {
    what: 'VP9 and Opus (WebM)',
    frames: 60,
    aspect: WIDE,
    findings: [],
    make() {
      const codecs = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'];
      return ffmpegSource('web.webm', ...flashAndBeep({}), ...codecs);
    },
  },
  {
    what: 'Theora and Vorbis (Ogg)',
    frames: 60,
    aspect: WIDE,
    findings: [],
    make: () =>
      ffmpegSource('free.ogv', ...flashAndBeep({}), ...GRAIN, '-c:v', 'libtheora', '-q:v', '6', '-c:a', 'libvorbis'),
  },
  {
    what: 'a programme stream (MPEG-1, MP2)',
    frames: 60,
    aspect: WIDE,
    findings: [],
    make: () => ffmpegSource('disc.mpg', ...flashAndBeep({}), '-c:v', 'mpeg1video', '-q:v', '4', '-c:a', 'mp2'),
  },
  {
    // As in the next two, sound starts a little earlier: nothing in them tells to skip the encoder's priming.
    what: 'Windows Media (ASF)',
    frames: 63,
    aspect: WIDE,
    findings: [],
    flashAtS: 1.02,
    make: () => ffmpegSource('windows.wmv', ...flashAndBeep({}), '-c:v', 'wmv2', '-q:v', '4', '-c:a', 'wmav2'),
  },
  {
    what: 'Flash Video',
    frames: 63,
    aspect: WIDE,
    findings: [],
    flashAtS: 1.02,
    make: () => ffmpegSource('stream.flv', ...flashAndBeep({}), ...H264, ...AAC),
  },
  {
    what: 'an MP4 in fragments, whose head knows no length',
    frames: 63,
    aspect: WIDE,
    findings: [],
    flashAtS: 1.02,
    make() {
      const fragments = ['-movflags', 'frag_keyframe+empty_moov', '-g', '15'];
      return ffmpegSource('recording.mp4', ...flashAndBeep({}), ...H264, ...AAC, ...fragments);
    },
  },
  {
    what: 'a cut that starts between key frames (MP4 with an edit list)',
    frames: 45,
    aspect: WIDE,
    findings: [],
    flashAtS: 0.5,
    async make() {
      const whole = await ffmpegSource('uncut.mp4', ...flashAndBeep({}), ...H264, '-g', '60', ...AAC);
      return ffmpegSource('cut.mp4', '-ss', '0.5', '-i', whole, '-c', 'copy');
    },
  },
  {
    what: 'a transport stream that starts at half a minute',
    frames: 60,
    aspect: WIDE,
    findings: [],
    make: () => ffmpegSource('cable.ts', ...flashAndBeep({}), ...H264, '-c:a', 'ac3', '-output_ts_offset', '30'),
  },
  {
    what: 'a picture that starts half a second behind the sound',
    frames: 75,
    aspect: WIDE,
    findings: ['picture-starts-late', 'sound-shorter'],
    flashAtS: 1.5,
    make() {
      const late = ['-itsoffset', '0.5', ...flash('640x360', '30', 2), ...beep(1.5, 2, 's=48000:c=stereo')];
      return ffmpegSource('late.mkv', ...late, ...H264, ...PCM);
    },
  },
  {
    what: 'sound of whose end a second is missing',
    frames: 75,
    aspect: WIDE,
    findings: ['sound-shorter'],
    make: () =>
      ffmpegSource('short.mkv', ...flash('640x360', '30', 2.5), ...beep(1, 1.5, 's=48000:c=stereo'), ...H264, ...PCM),
  },
  {
    what: 'sound that goes on for a second',
    frames: 75,
    aspect: WIDE,
    findings: ['sound-longer'],
    make: () =>
      ffmpegSource('long.mkv', ...flash('640x360', '30', 1.5), ...beep(1, 2.5, 's=48000:c=stereo'), ...H264, ...PCM),
  },
  {
    what: 'sound whose channels and sample rate change midway',
    frames: 60,
    aspect: WIDE,
    findings: ['sound-format-changes'],
    make() {
      const codecs = [...H264, '-c:a', 'ac3'];
      const rest = [...flash('640x360', '30', 0.8), ...beep(9, 0.8, 's=44100:c=stereo'), '-output_ts_offset', '1.2'];
      return joined('surround', [...flashAndBeep({ seconds: 1.2 }), ...codecs, '-ac', '6'], [...rest, ...codecs]);
    },
  },
  {
    what: 'a picture that changes its size and shape midway',
    frames: 60,
    aspect: WIDE,
    aspectAtEnd: 4 / 3,
    findings: [],
    make() {
      const codecs = [...H264, '-c:a', 'ac3'];
      const rest = [...flash('320x240', '30', 0.8), ...beep(9, 0.8, 's=48000:c=stereo'), '-output_ts_offset', '1.2'];
      return joined('zap', [...flashAndBeep({ seconds: 1.2 }), ...codecs], [...rest, ...codecs]);
    },
  },
  {
    what: 'some damage in the middle',
    frames: 60,
    aspect: WIDE,
    findings: ['damaged-frames-concealed'],
    async make() {
      const path = await ffmpegSource(
        'scratched.ts',
        ...flashAndBeep({}),
        ...GRAIN,
        ...H264,
        '-g',
        '15',
        '-c:a',
        'ac3',
      );
      return await withNoise(path, 0.8, 300);
    },
  },
  {
    what: 'an odd size with oblong pixels',
    frames: 60,
    aspect: (641 / 357) * (4 / 3),
    findings: ['pixels-not-square', 'letterboxed'],
    make: () =>
      ffmpegSource('odd.mkv', ...flashAndBeep({ size: '641x357' }), '-vf', 'setsar=4/3', '-c:v', 'ffv1', ...PCM),
  },
  {
    what: 'a single pixel',
    frames: 60,
    aspect: 1,
    findings: ['letterboxed'],
    make: () =>
      ffmpegSource(
        'pixel.mkv',
        ...flashAndBeep({ size: '64x64' }),
        '-vf',
        'format=gbrp,crop=1:1',
        '-c:v',
        'ffv1',
        ...PCM,
      ),
  },
  {
    what: 'a strip of 8192×64',
    frames: 30,
    aspect: 128,
    findings: ['letterboxed'],
    flashAtS: 'no',
    make: () => ffmpegSource('strip.mkv', ...flashAndBeep({ size: '8192x64', seconds: 1 }), ...H264, ...PCM),
  },
  {
    what: 'two hundred sound tracks',
    frames: 60,
    aspect: WIDE,
    findings: ['several-audio-tracks'],
    make() {
      const tracks = Array.from({ length: 200 }, () => ['-map', '1:a']).flat();
      return ffmpegSource('tower.mkv', ...flashAndBeep({}), '-map', '0:v', ...tracks, ...H264, ...PCM);
    },
  },
  {
    what: 'an animated GIF',
    frames: 60,
    aspect: WIDE,
    findings: ['frame-rate-converted', 'no-sound'],
    flashAtS: 'no',
    make: () => ffmpegSource('loop.gif', ...flash('640x360', '10', 2)),
  },
];
