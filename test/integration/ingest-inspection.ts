import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BufferPool } from '../../media/cache/buffer-pool.js';
import { readFragmentSamples } from '../../media/cache/fragment-samples.js';
import { type PacketFragment, packetizeFragment } from '../../media/cache/packet-fragment.js';
import { mediaKeys, type PreparedIndex, parsePreparedIndex } from '../../media/prepared-media.js';
import type { BlobStore } from '../../media/store/blob-store.js';
import { FFPROBE_BIN, runFfmpeg } from '../support/ffmpeg-run.js';
import { type FrameReading, readFrameCounter } from '../support/frame-counter.js';
import { makeTempDir } from '../support/temp-dir.js';
import { decodeOpusPackets } from './ingest-opus.js';

const execute = promisify(execFile);

/** Prepared media, looked at with the eyes of playout and of an ordinary decoder, not with those of the preparation. */
export class PreparedMedia {
  readonly index: PreparedIndex;
  readonly #store: BlobStore;
  readonly #mediaId: string;

  private constructor(store: BlobStore, mediaId: string, index: PreparedIndex) {
    this.#store = store;
    this.#mediaId = mediaId;
    this.index = index;
  }

  static async open(store: BlobStore, mediaId: string): Promise<PreparedMedia> {
    return new PreparedMedia(store, mediaId, parsePreparedIndex(await store.read(mediaKeys(mediaId).index)));
  }

  /** Every fragment as playout packetises it. */
  async fragments(): Promise<PacketFragment[]> {
    const stored = await this.#storedFragments();
    return stored.map((bytes) => packetizeFragment(bytes, this.index, new BufferPool()).packets);
  }

  /** The samples of a track. */
  async samples(trackId: number): Promise<Buffer[]> {
    const stored = await this.#storedFragments();
    return stored.flatMap((bytes) => readFragmentSamples(bytes).get(trackId) ?? []);
  }

  /** The sound as a viewer's decoder makes it of the packets: 48 kHz, left and right in turn. */
  async sound(): Promise<Float32Array> {
    return decodeOpusPackets(await this.samples(this.index.audioTrackId));
  }

  /** The pictures of one layer in shades of grey. */
  async pictures(layer: number, { width, height } = this.index.layers[layer]!): Promise<Uint8Array[]> {
    const bytes = await runFfmpeg([
      ...['-i', await this.#localCopy(), '-map', `0:i:${this.index.layers[layer]!.trackId}`],
      ...['-vf', `scale=${width}:${height}:out_range=tv`, '-fps_mode', 'passthrough'],
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
    ]);
    const count = bytes.length / (width * height);
    return Array.from({ length: count }, (_, frame) =>
      bytes.subarray(frame * width * height, (frame + 1) * width * height),
    );
  }

  /** What the pictures of a counter clip say they are. */
  async frameReadings(layer: number): Promise<FrameReading[]> {
    const { width, height } = this.index.layers[layer]!;
    const pictures = await this.pictures(layer);
    return pictures.map((data) => readFrameCounter({ width, height, channels: 1, data }));
  }

  /** The picture type of every frame of a layer (I, P or B), and what profile the layer has, as ffprobe sees it. */
  async pictureTypes(layer: number): Promise<{ profile: string; types: string }> {
    const args = ['-v', 'error', '-select_streams', `i:${this.index.layers[layer]!.trackId}`, '-show_frames'];
    const show = ['-show_entries', 'frame=pict_type:stream=profile', '-of', 'json'];
    const { stdout } = await execute(FFPROBE_BIN, [...args, ...show, await this.#localCopy()], { maxBuffer: 2 ** 24 });
    const { frames, streams } = JSON.parse(stdout) as {
      frames: { pict_type: string }[];
      streams: { profile: string }[];
    };
    return { profile: streams[0]!.profile, types: frames.map(({ pict_type }) => pict_type).join('') };
  }

  /** The integrated loudness, as an ordinary decoder hears it. */
  async loudnessLufs(): Promise<number> {
    const meter = 'ebur128=metadata=1:framelog=verbose,ametadata=print:key=lavfi.r128.I:file=-';
    const log = await runFfmpeg(['-i', await this.#localCopy(), '-map', '0:a', '-af', meter, '-f', 'null', '-']);
    const values = [...log.toString().matchAll(/lavfi\.r128\.I=(\S+)/g)];
    return Number(values.at(-1)![1]);
  }

  /** The bytes of the whole file. */
  file(): Promise<Buffer> {
    return this.#store.read(mediaKeys(this.#mediaId).media);
  }

  /** A local copy of the file, as an ordinary player would open it. */
  async #localCopy(): Promise<string> {
    const path = join(makeTempDir('ingest-copy'), 'media.mp4');
    writeFileSync(path, await this.file());
    return path;
  }

  #storedFragments(): Promise<Buffer[]> {
    const { media } = mediaKeys(this.#mediaId);
    return Promise.all(this.index.fragments.map(([offset, length]) => this.#store.read(media, { offset, length })));
  }
}
