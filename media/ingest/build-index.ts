import type { Movie, Track } from 'mp4box';
import { gridFor } from '../../shared/timeline/grid.js';
import type { LayerSpec } from '../house.js';
import { type PreparedIndex, VIDEO_TIME_SCALE } from '../prepared-media.js';
import { inspectAvcSample } from './avc-sample.js';
import { type Fragment, type FragmentedFile, type FragmentSample, readFragmentedFile } from './fragment-reader.js';
import { opusFrameSamples } from './opus-packet.js';

const AUDIO_TIME_SCALE = 48_000;
const SAMPLES_PER_PACKET = 960;

/** Thrown for a file that is not house format in every frame. It is our fault, or ffmpeg's, never the source's. */
export class NotHouseFormatError extends Error {}

/** What a prepared file is to be like. */
export interface HouseShape {
  readonly house: { readonly fps: number };
  /** Low to high. */
  readonly layers: readonly LayerSpec[];
  readonly frames: number;
}

/**
 * Reads a prepared file as it is written, checks every frame and packet of it, and answers its index.
 * @throws NotHouseFormatError or FragmentReadError, as soon as anything is not as the plan and the house want it.
 */
export function buildIndex(bytes: AsyncIterable<Buffer>, shape: HouseShape): Promise<PreparedIndex> {
  return readFragmentedFile(bytes, (file) => indexOf(file, shape));
}

async function indexOf(file: FragmentedFile, shape: HouseShape): Promise<PreparedIndex> {
  const grid = gridFor(shape.house.fps);
  const { layers } = shape;
  const videoTracks = findVideoTracks(file.movie, layers);
  const audioTrack = findAudioTrack(file.movie);
  const layerBytes = layers.map(() => 0);
  const fragments: [number, number][] = [];
  let frames = 0;
  for await (const fragment of file.fragments) {
    const wanted = Math.min(grid.framesPerGop, shape.frames - frames);
    if (wanted <= 0) throw new NotHouseFormatError(`there are more than ${shape.frames} frames`);
    const packets = (wanted / grid.framesPerStep) * grid.packetsPerStep;
    for (const [index, layer] of layers.entries()) {
      const samples = samplesOf(fragment, videoTracks[index]!, wanted);
      checkVideo(samples, { layer, firstFrame: frames, fps: grid.fps });
      layerBytes[index]! += samples.reduce((sum, { data }) => sum + data.length, 0);
    }
    checkAudio(samplesOf(fragment, audioTrack, packets), (frames / grid.framesPerStep) * grid.packetsPerStep);
    fragments.push([fragment.offset, fragment.length]);
    frames += wanted;
  }
  if (frames !== shape.frames) throw new NotHouseFormatError(`there are ${frames} frames instead of ${shape.frames}`);
  const kbps = (total: number): number => Math.round(((total * 8) / 1000 / frames) * grid.fps);
  return {
    version: 1,
    fps: grid.fps,
    frames,
    framesPerFragment: grid.framesPerGop,
    layers: layers.map(({ width, height }, index) => ({
      trackId: videoTracks[index]!.id,
      width,
      height,
      kbps: kbps(layerBytes[index]!),
    })),
    audioTrackId: audioTrack.id,
    fragments,
  };
}

/** The tracks of the layers, low to high; in the file the top layer comes first. */
function findVideoTracks({ tracks }: Movie, layers: readonly LayerSpec[]): Track[] {
  const found = tracks.filter(({ video }) => video !== undefined).reverse();
  if (found.length !== layers.length) {
    throw new NotHouseFormatError(`there are ${found.length} video tracks for ${layers.length} layers`);
  }
  for (const [index, { width, height }] of layers.entries()) {
    const { codec, timescale, video } = found[index]!;
    const fits = video?.width === width && video.height === height && timescale === VIDEO_TIME_SCALE;
    if (fits && codec.startsWith('avc1.42')) continue;
    throw new NotHouseFormatError(`layer ${index} is ${codec} of ${video?.width}×${video?.height}/${timescale}`);
  }
  return found;
}

function findAudioTrack({ tracks }: Movie): Track {
  const track = tracks.find(({ audio }) => audio !== undefined);
  if (track?.codec !== 'Opus' || track.timescale !== AUDIO_TIME_SCALE || track.audio?.channel_count !== 2) {
    throw new NotHouseFormatError(`there is no stereo Opus track, but ${track?.codec}`);
  }
  return track;
}

function samplesOf({ offset, samples }: Fragment, { id }: Track, wanted: number): readonly FragmentSample[] {
  const found = samples.get(id) ?? [];
  if (found.length === wanted) return found;
  throw new NotHouseFormatError(`the fragment at ${offset} has ${found.length} of ${wanted} samples of track ${id}`);
}

interface VideoRun {
  readonly layer: LayerSpec;
  readonly firstFrame: number;
  readonly fps: number;
}

function checkVideo(samples: readonly FragmentSample[], { layer, firstFrame, fps }: VideoRun): void {
  const ticks = VIDEO_TIME_SCALE / fps;
  for (const [index, { data, dts, cts, duration }] of samples.entries()) {
    const where = `frame ${firstFrame + index} at ${layer.width}×${layer.height}`;
    const at = (firstFrame + index) * ticks;
    if (dts !== at || cts !== at || duration !== ticks) {
      throw new NotHouseFormatError(`${where} is at ${dts}/${cts} for ${duration}, not at ${at} for ${ticks}`);
    }
    const { isIdr, hasParameterSets, foreign } = inspectAvcSample(data);
    if (foreign !== undefined) throw new NotHouseFormatError(`${where} has ${foreign}`);
    if (isIdr !== (index % layer.idrEvery === 0))
      throw new NotHouseFormatError(`${where} is ${isIdr ? 'an' : 'no'} IDR`);
    if (isIdr && !hasParameterSets) throw new NotHouseFormatError(`${where} has no SPS and PPS in front of its IDR`);
  }
}

function checkAudio(samples: readonly FragmentSample[], firstPacket: number): void {
  for (const [index, { data, dts, duration }] of samples.entries()) {
    const packet = firstPacket + index;
    if (dts !== packet * SAMPLES_PER_PACKET || duration !== SAMPLES_PER_PACKET) {
      throw new NotHouseFormatError(`Opus packet ${packet} is at ${dts} for ${duration}`);
    }
    if (opusFrameSamples(data) !== SAMPLES_PER_PACKET) {
      throw new NotHouseFormatError(`Opus packet ${packet} is not one frame of 20 ms`);
    }
  }
}
