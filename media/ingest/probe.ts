import { z } from 'zod';
import { IngestError } from './ingest-error.js';
import type { AudioFacts, FieldOrder, SourceFacts, VideoFacts } from './source-facts.js';

/** ffprobe writes most numbers as text, rates as fractions, and leaves out or marks `N/A` what it does not know. */
const number = z
  .union([z.string(), z.number()])
  .transform((value) => (Number.isFinite(Number(value)) ? Number(value) : undefined))
  .optional();
const ratio = z
  .string()
  .transform((text) => {
    const [over, under] = text.split(/[/:]/).map(Number);
    const value = over! / under!;
    return Number.isFinite(value) && value > 0 ? value : undefined;
  })
  .optional();
const name = z
  .string()
  .transform((text) => (text === 'unknown' ? undefined : text))
  .optional();

const streamSchema = z.object({
  index: z.number().int().nonnegative(),
  codec_type: z.string().optional(),
  codec_name: z.string().default('unknown'),
  width: z.number().int().nonnegative().default(0),
  height: z.number().int().nonnegative().default(0),
  sample_aspect_ratio: ratio,
  avg_frame_rate: ratio,
  color_space: name,
  color_transfer: name,
  color_primaries: name,
  color_range: name,
  field_order: name,
  channels: z.number().int().nonnegative().default(0),
  sample_rate: number,
  start_time: number,
  duration: number,
  duration_ts: number,
  nb_frames: number,
  codec_tag_string: z.string().default(''),
  pix_fmt: z.string().default(''),
  disposition: z.record(z.string(), z.number()).default({}),
  tags: z.record(z.string(), z.string()).default({}),
  side_data_list: z
    .array(z.object({ rotation: z.number().optional(), displaymatrix: z.string().optional() }))
    .default([]),
});
type Stream = z.infer<typeof streamSchema>;
type Format = z.infer<typeof probeSchema>['format'];

const probeSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z.object({
    format_name: z.string().default('unknown'),
    start_time: number,
    duration: number,
  }),
});

/** ffprobe's options; the input comes behind them. */
export const PROBE_OPTIONS = ['-hide_banner', '-v', 'error', '-print_format', 'json', '-show_format', '-show_streams'];

/** Forms whose head tells how long they are; of the others ffmpeg only guesses from the packets that it has seen. */
const TELL_LENGTH = /^(mov|matroska|avi|asf|flv|mxf|gxf|wtv|rm|ivf|nut)\b/;
/** Nothing lasts longer than this: the number is a mistake, or means that the length is not known. */
const LONGEST_CLAIM_S = 7 * 24 * 3600;
const UNKNOWN_TICKS = new Set([2 ** 32 - 1, 2 ** 63, 2 ** 64, -1]);

/**
 * Reads what ffprobe printed.
 * @throws IngestError source-not-video or source-no-picture.
 */
export function parseProbe(json: string, sizeBytes: number): SourceFacts {
  const { streams, format } = parseJson(json);
  const pictures = ranked(streams.filter(isMovingPicture), (stream) => stream.width * stream.height);
  const sounds = ranked(
    streams.filter(({ codec_type }) => codec_type === 'audio'),
    (stream) => (isAside(stream) ? 0 : 1),
  );
  const claim = (stream: Stream): number | undefined => claimedEnd(stream, format);
  const videos = pictures.map((stream) => videoFacts(stream, claim(stream)));
  const audios = sounds.map((stream) => audioFacts(stream, claim(stream)));
  const [video] = videos;
  if (video === undefined) throw noPicture(streams, sounds.length > 0);
  return {
    container: format.format_name,
    sizeBytes,
    claimedDurationS: sensible(format.duration),
    claimedEndS: streams.some(hasNoLength) ? undefined : fileClaim(format),
    streams: {
      video: pictures.length,
      audio: sounds.length,
      subtitles: streams.filter(({ codec_type }) => codec_type === 'subtitle').length,
    },
    video,
    audio: audios[0],
    pictures: videos,
    sounds: audios,
  };
}

/** A file that announces a picture of which nothing can be read is no sound file. */
function noPicture(streams: readonly Stream[], hasSound: boolean): IngestError {
  const isUnreadable = (stream: Stream): boolean =>
    stream.codec_type === 'video' && stream.width === 0 && !isMarkedStill(stream);
  if (streams.some(isUnreadable)) {
    const detail =
      'Nothing of the picture can be read: it is damaged, or encrypted. Fetch the file again from where it came from.';
    return new IngestError('source-damaged', detail);
  }
  return new IngestError(hasSound ? 'source-no-picture' : 'source-not-video');
}

function parseJson(json: string): z.infer<typeof probeSchema> {
  try {
    return probeSchema.parse(JSON.parse(json));
  } catch (error) {
    throw new IngestError('source-not-video', undefined, String(error));
  }
}

function isMovingPicture(stream: Stream): boolean {
  const { codec_type, width, height } = stream;
  return codec_type === 'video' && width > 0 && height > 0 && !isMarkedStill(stream);
}

function isMarkedStill({ disposition }: Stream): boolean {
  return disposition['attached_pic'] === 1 || disposition['still_image'] === 1;
}

/** A sound that is no programme by itself. */
function isAside({ disposition }: Stream): boolean {
  return ['comment', 'hearing_impaired', 'visual_impaired', 'karaoke'].some((kind) => disposition[kind] === 1);
}

/** First what the file marks as its default; then by the amount of something; then in the order of the file. */
function ranked(streams: readonly Stream[], amount: (stream: Stream) => number): readonly Stream[] {
  const rank = (stream: Stream): number => (stream.disposition['default'] === 1 ? 1e12 : 0) + amount(stream);
  return [...streams].sort((a, b) => rank(b) - rank(a));
}

function videoFacts(stream: Stream, claimedEndS: number | undefined): VideoFacts {
  return {
    track: stream.index,
    stream: stream.index,
    codec: stream.codec_name,
    width: stream.width,
    height: stream.height,
    pixelAspect: stream.sample_aspect_ratio ?? 1,
    ...turning(stream),
    fps: stream.avg_frame_rate,
    colorMatrix: stream.color_space,
    colorTransfer: stream.color_transfer,
    colorPrimaries: stream.color_primaries,
    fullRange: stream.color_range === 'pc' && stream.color_space !== 'gbr',
    fieldOrder: fieldOrder(stream.field_order),
    hasAlpha: hasAlpha(stream),
    isProtected: isProtected(stream),
    claimedEndS,
  };
}

function audioFacts(stream: Stream, claimedEndS: number | undefined): AudioFacts {
  return {
    track: stream.index,
    stream: stream.index,
    codec: stream.codec_name,
    channels: stream.channels,
    sampleRate: stream.sample_rate ?? 0,
    isProtected: isProtected(stream),
    language: stream.tags['language'] === 'und' ? undefined : stream.tags['language'],
    claimedEndS,
  };
}

/** ffprobe tells the order of storing, then the order of display. */
function fieldOrder(told: string | undefined): FieldOrder | undefined {
  if (told === 'progressive') return 'progressive';
  if (told === 'tt' || told === 'bt') return 'top-first';
  return told === 'bb' || told === 'tb' ? 'bottom-first' : undefined;
}

/** Formats of protected tracks in MP4 and QuickTime, and Matroska's key. */
function isProtected({ codec_tag_string, tags }: Stream): boolean {
  return (
    /^(enc[a-z]|drm[a-z]|aavd)$/.test(codec_tag_string) || Object.keys(tags).some((key) => /^enc_key_id$/i.test(key))
  );
}

/** VP8 and VP9 carry it in a second layer, of which Matroska tells in a tag. */
function hasAlpha({ pix_fmt, tags }: Stream): boolean {
  return /^(yuva|gbrap|rgba|bgra|argb|abgr|ya\d|ayuv|pal8)/.test(pix_fmt) || /^1$/.test(tags['alpha_mode'] ?? '');
}

/**
 * How a display matrix turns the stored picture (ISO/IEC 14496-12, section 8.3.2): its first two rows are where a step to
 * the right and a step down lead. A picture may be mirrored as well, left and right changed before it is turned.
 */
function turning({ side_data_list }: Stream): Pick<VideoFacts, 'rotation' | 'mirrored'> {
  const found = side_data_list.find(({ rotation }) => rotation !== undefined);
  const rows = [...(found?.displaymatrix ?? '').matchAll(/^[0-9a-f]+:\s+(-?\d+)\s+(-?\d+)\s+-?\d+\s*$/gm)];
  const [a = 1, b = 0, c = 0, d = 1] = rows.slice(0, 2).flatMap((row) => [Number(row[1]), Number(row[2])]);
  if (rows.length >= 2 && a * d - b * c < 0) {
    return { rotation: quarterTurns((Math.atan2(-b, -a) * 180) / Math.PI), mirrored: true };
  }
  // ffprobe counts the angle counter-clockwise.
  return { rotation: quarterTurns(-(found?.rotation ?? 0)), mirrored: false };
}

function quarterTurns(clockwiseDegrees: number): number {
  return (((Math.round(clockwiseDegrees / 90) % 4) + 4) % 4) * 90;
}

/**
 * Where the head of the file says that a stream ends, on the file's own clock. Matroska keeps that in a tag, hh:mm:ss with
 * a fraction. AVI's `duration` is cut down by ffmpeg to what is there, and its number of frames is not. A fragmented MP4
 * does not tell the number of its frames.
 */
function claimedEnd(stream: Stream, { format_name, start_time }: Format): number | undefined {
  if (!TELL_LENGTH.test(format_name) || hasNoLength(stream)) return undefined;
  const { duration, duration_ts, nb_frames, tags } = stream;
  const startS = stream.start_time ?? start_time ?? 0;
  if (duration === undefined) {
    const clock = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(tags['DURATION'] ?? '');
    return clock === null ? undefined : sensible(Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]));
  }
  if (format_name === 'avi' && nb_frames !== undefined && duration_ts) {
    return sensible(startS + Math.max(duration, (nb_frames * duration) / duration_ts));
  }
  return sensible(countsFromStart(format_name, nb_frames !== undefined) ? startS + duration : duration);
}

/** Whether its length is a number that means that none is known. */
function hasNoLength({ duration_ts }: Stream): boolean {
  return duration_ts !== undefined && UNKNOWN_TICKS.has(duration_ts);
}

/** Of most forms the length is where they end; an MP4 in one piece and an AVI count it from their start. */
function countsFromStart(formatName: string, isInOnePiece: boolean): boolean {
  return formatName === 'avi' || (formatName.startsWith('mov') && isInOnePiece);
}

function fileClaim({ format_name, duration }: Format): number | undefined {
  return TELL_LENGTH.test(format_name) ? sensible(duration) : undefined;
}

function sensible(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds >= 0 && seconds < LONGEST_CLAIM_S ? seconds : undefined;
}
