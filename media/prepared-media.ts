import { z } from 'zod';
import { AAC_SAMPLES_PER_FRAME } from '../shared/hls/aac-grid.js';

const count = z.number().int().positive();

/** Ticks a second of every video track of a prepared file. */
export const VIDEO_TIME_SCALE = 90_000;

const preparedLayerSchema = z.object({
  trackId: count,
  width: count,
  height: count,
  /** Average over the media, in kilobits a second. */
  kbps: z.number(),
});

/**
 * What preparing a file leaves in the store. All of it is immutable, and `<id>` is the SHA-256 of `media.mp4` in hex: the
 * name says which bytes belong under it. The rest follows from that file, the waveform from the sound before its last
 * encoding. Preparing the same source once more may make other bytes, and so another object: x264 with a rate limit does
 * not repeat itself on several threads. (An installation may hold older objects whose name is a UUID.)
 *
 * - `media/<id>/media.mp4`: one fragmented MP4 with a video track per layer and an Opus track. Each fragment
 *   (`moof` + `mdat`) holds one GOP of the main layers on every track and is self-contained: SPS and PPS stand in front
 *   of every IDR, so one range read is all that playout needs.
 * - `media/<id>/index.json`: this. It is written last: a media without an index does not exist.
 * - `media/<id>/poster.jpg`; `storyboard.jpg`, a sprite of small pictures, and `storyboard.vtt`, which tells their times;
 *   `waveform.json`, what the sound looks like. They are made with the media, and are there when the index is.
 *
 * The AAC of the object, for players other than StreamSync's, is added later: {@link AacIndex}.
 */
const preparedIndexSchema = z.object({
  version: z.literal(1),
  fps: count,
  /** Length in frames: a whole number of grid steps (TL3). */
  frames: count,
  /** Frames in every fragment but the last. */
  framesPerFragment: count,
  /** Low to high. */
  layers: z.array(preparedLayerSchema).min(1),
  audioTrackId: count,
  /** Byte offset and length in `media.mp4` of each fragment. */
  fragments: z.array(z.tuple([z.number().int().nonnegative(), count])).min(1),
});
export type PreparedIndex = z.infer<typeof preparedIndexSchema>;

/** @throws when the bytes are not an index of this version. */
export function parsePreparedIndex(bytes: Uint8Array): PreparedIndex {
  return preparedIndexSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

export const AAC_SAMPLE_RATE = 48_000;
export const AAC_CHANNELS = 2;
export const AAC_KBPS = 128;

const aacIndexSchema = z.object({
  version: z.literal(1),
  /** As playlists name it. */
  codec: z.literal('mp4a.40.2'),
  sampleRate: z.literal(AAC_SAMPLE_RATE),
  channels: z.literal(AAC_CHANNELS),
  samplesPerFrame: z.literal(AAC_SAMPLES_PER_FRAME),
  /** Of `aac.mp4`, in hex. */
  sha256: z.string(),
  /** Length of the object's sound. */
  samples: count,
  /** As many as hold all samples: silence fills the last one up. */
  frames: count,
  /** Byte offset and length in `aac.mp4` of each fragment, the first AAC frame in it, and how many there are. */
  fragments: z.array(z.tuple([z.number().int().nonnegative(), count, z.number().int().nonnegative(), count])).min(1),
});

/**
 * The sound of an object in AAC-LC. It is made of the stored Opus packets, and is there whole or not at all; the name of the
 * object stays that of its `media.mp4`.
 *
 * - `media/<id>/aac.mp4`: `ftyp` and `moov` up to the first fragment, then one `moof` and `mdat` for each fragment of
 *   `media.mp4`, with the raw access units whose start is nearest to it: fragment k begins with frame
 *   round(k × 93.75). The encoder's priming is left out, so that frame n begins with sample 1024 × n of the object,
 *   and the times of the track (48,000 a second) say so.
 * - `media/<id>/aac.json`: this. It is written last: without it there is no AAC.
 */
export type AacIndex = z.infer<typeof aacIndexSchema>;

/** @throws when the bytes are not an index of this version. */
export function parseAacIndex(bytes: Uint8Array): AacIndex {
  return aacIndexSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

export const aacKeys = (objectId: string) => ({
  track: `media/${objectId}/aac.mp4`,
  index: `media/${objectId}/aac.json`,
});

export const mediaKeys = (objectId: string) => ({
  media: `media/${objectId}/media.mp4`,
  index: `media/${objectId}/index.json`,
  poster: `media/${objectId}/poster.jpg`,
  storyboard: `media/${objectId}/storyboard.jpg`,
  storyboardVtt: `media/${objectId}/storyboard.vtt`,
  waveform: `media/${objectId}/waveform.json`,
});
