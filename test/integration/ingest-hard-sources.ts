import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  AAC,
  base,
  beeps,
  copied,
  edited,
  flashes,
  joined,
  replaced,
  withoutLengths,
  withStrayPage,
  written,
} from './ingest-flash-beep.js';
import { claimDuration, ffmpegSource, H264, sourcePath } from './ingest-sources.js';

/** A file of three flashes and beeps, or of what is said, whose times or tracks are not as they should be. */
export interface HardSource {
  readonly what: string;
  make(): Promise<string>;
  /** Default 6. */
  readonly seconds?: number;
  /** Default 1, 3 and 5. */
  readonly flashesAtS?: readonly number[];
  /** Default where it flashes. */
  readonly beepsAtS?: readonly number[];
  /** Codes that belong to what is hard about it, in order. */
  readonly findings?: readonly string[];
}

const THREE = [1, 3, 5];
const behind = (atS: number, instants: readonly number[] = THREE): number[] => instants.map((instant) => instant + atS);
const FLAC = ['-c:a', 'flac'];
const retimed = (ts: string): string => `setts=ts=${ts.replaceAll(',', '\\,')}`;

async function segments(name: string, ...options: string[]): Promise<string[]> {
  const pattern = await copied(`${name}-%d.${options[0]}`, await base('base.mp4'), ...options.slice(1));
  const files = (await readdir(dirname(pattern))).filter((file) => file.startsWith(`${name}-`)).sort();
  return files.map((file) => join(dirname(pattern), file));
}

/** Sound on a clock of its own, whose times say when it is to be heard. */
const drifting = (name: string, speed: number): Promise<string> =>
  ffmpegSource(name, ...[...flashes(16), ...beeps(16, speed), ...H264, ...FLAC, '-bsf:a', retimed(`TS*${speed}`)]);

const EIGHT = [1, 3, 5, 7, 9, 11, 13, 15];

export const HARD_SOURCES: readonly HardSource[] = [
  {
    what: 'a Matroska file whose clock starts at ten seconds',
    make: async () => copied('late.mkv', await base('base.mp4'), '-output_ts_offset', '10'),
  },
  {
    what: 'an MP4 whose clock starts at ten seconds',
    make: async () => copied('late.mp4', await base('base.mp4'), '-output_ts_offset', '10'),
  },
  {
    what: 'a film that starts ten seconds behind its subtitles',
    findings: ['subtitles-left-out'],
    async make() {
      const subtitles = await written('words.srt', Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nHello\n'));
      const film = ['-itsoffset', '10', '-i', await base('base.mp4'), '-i', subtitles];
      return ffmpegSource('words.mkv', ...film, '-map', '0', '-map', '1', '-c', 'copy', '-c:s', 'srt');
    },
  },
  {
    what: 'a later part of a recording in parts (Matroska)',
    seconds: 2,
    flashesAtS: [1],
    make: async () => (await segments('part', 'mkv', '-f', 'segment', '-segment_time', '2'))[1]!,
  },
  {
    what: 'an MP4 of a head and a later fragment',
    seconds: 4,
    flashesAtS: [1, 3],
    async make() {
      const hls = ['-f', 'hls', '-hls_time', '2', '-hls_segment_type', 'fmp4', '-hls_fmp4_init_filename', 'head.mp4'];
      await copied('later.m3u8', await base('base.mp4'), ...hls);
      return joined('later.mp4', sourcePath('head.mp4'), sourcePath('later1.m4s'), sourcePath('later2.m4s'));
    },
  },
  {
    what: 'a fragmented MP4 whose lengths are all ones',
    async make() {
      const fragments = ['-movflags', '+frag_keyframe+empty_moov'];
      return withoutLengths('ones.mp4', await copied('fragments.mp4', await base('base.mp4'), ...fragments));
    },
  },
  {
    what: 'a head that claims twenty hours, of which its own streams know nothing',
    async make() {
      const path = await copied('endless.mkv', await base('base.mp4'));
      await claimDuration(path, 20 * 3_600_000);
      return path;
    },
  },
  {
    what: 'an Ogg cut between key frames, whose first pictures have no time',
    seconds: 3,
    flashesAtS: [2],
    // The end of the beep that was cut is heard as well.
    beepsAtS: [0.02, 2],
    findings: ['picture-starts-late', 'times-mended'],
    make: async () => ffmpegSource('cut.ogv', '-ss', '3.3', '-i', await base('base.ogv'), '-c', 'copy'),
  },
  {
    what: 'an Ogg with one picture ten minutes on',
    findings: ['times-mended'],
    make: async () => withStrayPage('stray.ogv', await base('base.ogv')),
  },
  {
    what: 'two broadcast recordings in one file',
    seconds: 12,
    flashesAtS: [...THREE, ...behind(6)],
    findings: ['recordings-joined'],
    make: async () => joined('twice.ts', await base('base.ts'), await base('base.ts')),
  },
  {
    what: 'two broadcast recordings an hour apart',
    seconds: 12,
    flashesAtS: [...THREE, ...behind(6)],
    findings: ['recordings-joined'],
    async make() {
      const later = await copied('later.ts', await base('base.ts'), '-output_ts_offset', '3600');
      return joined('hour.ts', await base('base.ts'), later);
    },
  },
  {
    what: 'five broadcast recordings with AAC',
    seconds: 30,
    flashesAtS: [0, 6, 12, 18, 24].flatMap((atS) => behind(atS)),
    findings: ['recordings-joined'],
    async make() {
      const one = await base('base-aac.ts');
      return joined('five.ts', one, one, one, one, one);
    },
  },
  {
    what: 'two programme streams in one file',
    seconds: 12,
    flashesAtS: [...THREE, ...behind(6)],
    findings: ['recordings-joined'],
    make: async () => joined('twice.mpg', await base('base.mpg'), await base('base.mpg')),
  },
  {
    what: 'two Ogg files in one',
    seconds: 12,
    // Theora's second head is a picture more.
    flashesAtS: [...THREE, ...behind(6.1)],
    findings: ['recordings-joined'],
    make: async () => joined('twice.ogv', await base('base.ogv'), await base('base.ogv')),
  },
  {
    what: 'one MP4 behind another, of which nothing plays more than the first',
    findings: ['rest-left-out'],
    make: async () => joined('twice.mp4', await base('base.mp4'), await base('base.mp4')),
  },
  {
    what: 'a broadcast whose clock wraps',
    make: async () => copied('wrap.ts', await base('base.ts'), '-output_ts_offset', '95441'),
  },
  {
    what: 'a broadcast of which the picture is missing for 14 s while the sound goes on',
    seconds: 20,
    flashesAtS: [1, 17, 19],
    beepsAtS: [...EIGHT, 17, 19],
    findings: ['picture-missing'],
    async make() {
      const whole = await ffmpegSource('whole.ts', ...flashes(20), ...beeps(20), ...H264, '-g', '30', '-c:a', 'ac3');
      return copied('blind.ts', whole, '-bsf:v', 'noise=drop=between(n\\,60\\,479)');
    },
  },
  {
    what: 'sound whose clock is 1 % slow',
    seconds: 16,
    flashesAtS: EIGHT,
    findings: ['sound-stretched'],
    make: () => drifting('slow.mkv', 1.01),
  },
  {
    what: 'sound whose clock is 1 % fast',
    seconds: 16,
    flashesAtS: EIGHT,
    findings: ['sound-stretched'],
    make: () => drifting('fast.mkv', 0.99),
  },
  {
    what: 'an MP4 of three edits with B-frames',
    seconds: 12,
    flashesAtS: [1, 3, 5, 7, 9, 11],
    async make() {
      const reordered = [
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-bf',
        '2',
        '-pix_fmt',
        'yuv420p',
        '-g',
        '30',
        ...AAC,
      ];
      const whole = await ffmpegSource('reordered.mp4', ...flashes(16), ...beeps(16), ...reordered);
      const cuts = [0, 10, 4].map((fromS) => ({ fromS, seconds: 4 }));
      return edited('edits.mp4', whole, cuts);
    },
  },
  {
    what: 'sound of a form that nobody knows',
    beepsAtS: [],
    findings: ['sound-track-left-out'],
    async make() {
      const known = await ffmpegSource('known.mkv', '-i', await base('base.mp4'), '-c:v', 'copy', '-c:a', 'libopus');
      return replaced('unknown.mkv', known, 'A_OPUS', 'A_XXXX');
    },
  },
  {
    what: 'sound of a form that nobody knows, and a second track',
    findings: ['sound-track-left-out'],
    async make() {
      const tracks = [
        '-map',
        '0:v',
        '-map',
        '0:a',
        '-map',
        '0:a',
        '-c:v',
        'copy',
        '-c:a:0',
        'libopus',
        '-c:a:1',
        'flac',
      ];
      const known = await ffmpegSource('two-known.mkv', '-i', await base('base.mp4'), ...tracks);
      return replaced('two.mkv', known, 'A_OPUS', 'A_XXXX');
    },
  },
  {
    what: 'sound of which nothing can be decoded',
    beepsAtS: [],
    findings: ['sound-track-left-out'],
    make: async () => copied('noise.mkv', await base('base.mp4'), '-bsf:a', 'noise=1'),
  },
  {
    what: 'sound of floating point far above full scale',
    make: () =>
      ffmpegSource('loud.mov', ...flashes(6), ...beeps(6), ...H264, '-af', 'volume=40dB', '-c:a', 'pcm_f32le'),
  },
  {
    what: 'a large cover that is marked as default like the film',
    findings: ['several-video-tracks'],
    async make() {
      const cover = ['-f', 'lavfi', '-i', 'testsrc2=s=1200x1200:d=1', '-map', '0', '-map', '1', '-frames:v:1', '1'];
      const codecs = ['-c', 'copy', '-c:v:1', 'mjpeg', '-disposition:v:0', 'default', '-disposition:v:1', 'default'];
      return ffmpegSource('cover.mov', '-i', await base('base.mp4'), ...cover, ...codecs);
    },
  },
  {
    what: 'a large still that lasts as long as the film, is the only default and comes first',
    findings: ['several-video-tracks'],
    async make() {
      const still = ['-f', 'lavfi', '-i', 'testsrc2=s=1200x1200:d=0.04,loop=-1:1,trim=duration=6,setpts=N/30/TB'];
      const codecs = ['-map', '1:v', '-map', '0', ...H264, '-c:v:1', 'copy', '-c:a', 'copy', '-disposition:v:1', '0'];
      return ffmpegSource('still.mkv', '-i', await base('base.mp4'), ...still, ...codecs);
    },
  },
];
