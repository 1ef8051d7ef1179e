/** What a file says of itself: nothing of it is believed beyond choosing how to read the file. Times are in seconds. */
export interface SourceFacts {
  /** The demuxer that reads it, by ffmpeg's name. */
  readonly container: string;
  readonly sizeBytes: number;
  /** How long the file claims to be, from its start. */
  readonly claimedDurationS: number | undefined;
  /** How many of each kind are in it; one picture and at most one sound are taken. */
  readonly streams: { readonly video: number; readonly audio: number; readonly subtitles: number };
  readonly video: VideoFacts;
  readonly audio: AudioFacts | undefined;
}

export interface VideoFacts {
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
  readonly claimedEndS: number | undefined;
}

/** What is displayed first of a frame: all of it, or its odd or even lines. */
export type FieldOrder = 'progressive' | 'top-first' | 'bottom-first';

export interface AudioFacts {
  readonly stream: number;
  readonly codec: string;
  readonly channels: number;
  readonly sampleRate: number;
  readonly claimedEndS: number | undefined;
}

/** The picture as it is meant to be seen, in square pixels. */
export function displaySize(video: VideoFacts): { width: number; height: number } {
  const width = video.width * video.pixelAspect;
  return video.rotation % 180 === 0 ? { width, height: video.height } : { width: video.height, height: width };
}
