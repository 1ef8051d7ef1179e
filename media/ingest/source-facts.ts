/** What a file says of itself: nothing of it is believed beyond choosing how to read the file. Times are in seconds. */
export interface SourceFacts {
  /** The demuxer that reads it, by ffmpeg's name. */
  readonly container: string;
  readonly sizeBytes: number;
  /** How long the file seems to be, for showing how far the work is. */
  readonly claimedDurationS: number | undefined;
  /** Where its head says that it ends, on its own clock; undefined for a form whose head tells no length. */
  readonly claimedEndS: number | undefined;
  /** How many of each kind are in it; one picture and at most one sound are taken. */
  readonly streams: { readonly video: number; readonly audio: number; readonly subtitles: number };
  readonly video: VideoFacts;
  readonly audio: AudioFacts | undefined;
  /** All that may be taken, the best first as far as the head of the file tells. */
  readonly pictures: readonly VideoFacts[];
  readonly sounds: readonly AudioFacts[];
}

export interface VideoFacts {
  /** Its number in the file as it came, and in the file that is read. */
  readonly track: number;
  readonly stream: number;
  readonly codec: string;
  /** The stored picture, before rotation, in pixels that may be oblong. */
  readonly width: number;
  readonly height: number;
  /** Width of a pixel over its height. */
  readonly pixelAspect: number;
  /** Clockwise, in degrees, as a player turns the picture. */
  readonly rotation: number;
  readonly fps: number | undefined;
  /** The matrix that makes RGB of its YUV, by ffmpeg's name. */
  readonly colorMatrix: string | undefined;
  /** The curve and the colours of that RGB, by ffmpeg's names. */
  readonly colorTransfer: string | undefined;
  readonly colorPrimaries: string | undefined;
  /** Whether black and white of its YUV lie at the ends of the code (0 and 255) rather than at 16 and 235. */
  readonly fullRange: boolean;
  readonly fieldOrder: FieldOrder | undefined;
  /** Whether parts of it may be see-through. */
  readonly hasAlpha: boolean;
  /** Whether the head of the file calls it encrypted. */
  readonly isProtected: boolean;
  /** Whether it is shown as in a mirror, left and right changed, before it is turned. */
  readonly mirrored: boolean;
  /** Where the head of the file says that it ends, on the file's own clock. */
  readonly claimedEndS: number | undefined;
}

/** What is displayed first of a frame: all of it, or its odd or even lines. */
export type FieldOrder = 'progressive' | 'top-first' | 'bottom-first';

export interface AudioFacts {
  /** As of the picture. */
  readonly track: number;
  readonly stream: number;
  readonly codec: string;
  readonly channels: number;
  readonly sampleRate: number;
  readonly isProtected: boolean;
  /** As the file names it; for a person. */
  readonly language: string | undefined;
  readonly claimedEndS: number | undefined;
}

/** The picture as it is meant to be seen, in square pixels. */
export function displaySize(video: VideoFacts): { width: number; height: number } {
  const width = video.width * video.pixelAspect;
  return video.rotation % 180 === 0 ? { width, height: video.height } : { width: video.height, height: width };
}
