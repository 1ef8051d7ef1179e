/**
 * What preparing a file leaves in the store, all objects immutable:
 *
 * - `media/<id>/media.mp4`: one fragmented MP4 with a video track per layer and an Opus track. Each fragment
 *   (`moof` + `mdat`) holds one GOP of the main layers on every track and is self-contained: SPS and PPS stand in front
 *   of every IDR, so one range read is all that playout needs.
 * - `media/<id>/index.json`: a {@link PreparedIndex}. It is written last: a media without an index does not exist.
 * - `media/<id>/poster.jpg`
 */
export interface PreparedIndex {
  readonly version: 1;
  readonly fps: number;
  /** Length in frames: a whole number of grid steps (TL3). */
  readonly frames: number;
  /** Frames in every fragment but the last. */
  readonly framesPerFragment: number;
  /** Low to high. */
  readonly layers: readonly PreparedLayer[];
  readonly audioTrackId: number;
  /** Byte offset and length in `media.mp4` of each fragment. */
  readonly fragments: readonly (readonly [offset: number, length: number])[];
}

export interface PreparedLayer {
  readonly trackId: number;
  readonly width: number;
  readonly height: number;
  /** Average over the media, in kilobits a second. */
  readonly kbps: number;
}

export const mediaKeys = (mediaId: string) => ({
  media: `media/${mediaId}/media.mp4`,
  index: `media/${mediaId}/index.json`,
  poster: `media/${mediaId}/poster.jpg`,
});
