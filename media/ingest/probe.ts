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
  disposition: z.record(z.string(), z.number()).default({}),
  tags: z.record(z.string(), z.string()).default({}),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});
type Stream = z.infer<typeof streamSchema>;

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

/**
 * Reads what ffprobe printed.
 * @throws IngestError source-not-video or source-no-picture.
 */
export function parseProbe(json: string, sizeBytes: number): SourceFacts {
  const { streams, format } = parseJson(json);
  const startS = format.start_time ?? 0;
  const pictures = streams.filter(isMovingPicture);
  const sounds = streams.filter(isSound);
  const video = preferred(pictures, (stream) => stream.width * stream.height);
  const audio = preferred(sounds, (stream) => (isAside(stream) ? 0 : 1));
  if (video === undefined) throw new IngestError(sounds.length > 0 ? 'source-no-picture' : 'source-not-video');
  return {
    container: format.format_name,
    sizeBytes,
    claimedDurationS: format.duration,
    streams: {
      video: pictures.length,
      audio: sounds.length,
      subtitles: streams.filter(({ codec_type }) => codec_type === 'subtitle').length,
    },
    video: videoFacts(video, startS),
    audio: audio && audioFacts(audio, startS),
  };
}

function parseJson(json: string): z.infer<typeof probeSchema> {
  try {
    return probeSchema.parse(JSON.parse(json));
  } catch (error) {
    throw new IngestError('source-not-video', undefined, String(error));
  }
}

function isMovingPicture({ codec_type, width, height, disposition }: Stream): boolean {
  const still = disposition['attached_pic'] === 1 || disposition['still_image'] === 1;
  return codec_type === 'video' && width > 0 && height > 0 && !still;
}

function isSound({ codec_type, channels }: Stream): boolean {
  return codec_type === 'audio' && channels > 0;
}

/** A sound that is no programme by itself. */
function isAside({ disposition }: Stream): boolean {
  return ['comment', 'hearing_impaired', 'visual_impaired', 'karaoke'].some((kind) => disposition[kind] === 1);
}

/** The stream that the file marks as its default; then the one with the most of something; then the first. */
function preferred(streams: readonly Stream[], amount: (stream: Stream) => number): Stream | undefined {
  const rank = (stream: Stream): number => (stream.disposition['default'] === 1 ? 1e12 : 0) + amount(stream);
  return streams.reduce<Stream | undefined>(
    (best, stream) => (best === undefined || rank(stream) > rank(best) ? stream : best),
    undefined,
  );
}

function videoFacts(stream: Stream, startS: number): VideoFacts {
  return {
    stream: stream.index,
    codec: stream.codec_name,
    width: stream.width,
    height: stream.height,
    pixelAspect: stream.sample_aspect_ratio ?? 1,
    rotation: rotationOf(stream),
    fps: stream.avg_frame_rate,
    colorMatrix: stream.color_space,
    colorTransfer: stream.color_transfer,
    colorPrimaries: stream.color_primaries,
    fullRange: stream.color_range === 'pc' && stream.color_space !== 'gbr',
    fieldOrder: fieldOrder(stream.field_order),
    claimedEndS: claimedEnd(stream, startS),
  };
}

function audioFacts(stream: Stream, startS: number): AudioFacts {
  return {
    stream: stream.index,
    codec: stream.codec_name,
    channels: stream.channels,
    sampleRate: stream.sample_rate ?? 0,
    claimedEndS: claimedEnd(stream, startS),
  };
}

/** ffprobe tells the order of storing, then the order of display. */
function fieldOrder(told: string | undefined): FieldOrder | undefined {
  if (told === 'progressive') return 'progressive';
  if (told === 'tt' || told === 'bt') return 'top-first';
  return told === 'bb' || told === 'tb' ? 'bottom-first' : undefined;
}

/** ffprobe counts the display matrix's angle counter-clockwise. */
function rotationOf({ side_data_list }: Stream): number {
  const angle = side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  const quarters = Math.round(angle / 90);
  return (((-quarters % 4) + 4) % 4) * 90;
}

/** Counted from the start of the file. Matroska keeps a stream's length in a tag, hh:mm:ss with a fraction. */
function claimedEnd({ duration, start_time, tags }: Stream, startS: number): number | undefined {
  const clock = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(tags['DURATION'] ?? '');
  const tagged = clock === null ? undefined : Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  if (duration !== undefined) return duration + (start_time ?? startS) - startS;
  return tagged;
}
