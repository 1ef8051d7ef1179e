import { expect } from 'chai';
import type { Consumer } from 'mediasoup/types';
import type { Clock } from '../../media/playout/clock.js';
import type { FeedOutlet } from '../../server/air/sfu/feed-outlet.js';
import { streamFrame } from './air-plan.js';
import { runFfmpeg } from './ffmpeg-run.js';
import { type FrameReading, readFrameCounter } from './frame-counter.js';
import { type ReadPacket, readNalUnits, readRtp } from './rtp-reader.js';

const FPS = 30;
const [WIDTH, HEIGHT] = [640, 360];
const AUDIO_PACKET_MS = 20;
const START_CODE = Buffer.from([0, 0, 0, 1]);

interface SentFrame {
  readonly timestamp: number;
  /** When its first packet came, UTC milliseconds. */
  readonly atMs: number;
  readonly nals: readonly Buffer[];
}

export interface DecodedFrame {
  /** As its RTP timestamp names it, counted from the Unix epoch. */
  readonly globalFrame: number;
  readonly timestamp: number;
  readonly atMs: number;
  readonly reading: FrameReading;
}

/** Receives what the SFU forwards of a feed, as a viewer does: the tune-in layer, then the main one. And decodes it. */
export class StreamRecorder {
  readonly video: { readonly atMs: number; readonly packet: ReadPacket }[] = [];
  readonly audio: ReadPacket[] = [];
  readonly #audio: Consumer;

  private constructor(video: Consumer, audio: Consumer, clock: Pick<Clock, 'now'>) {
    this.#audio = audio;
    video.on('rtp', (packet) => this.video.push({ atMs: clock.now(), packet: readRtp(Buffer.from(packet)) }));
    audio.on('rtp', (packet) => this.audio.push(readRtp(Buffer.from(packet))));
  }

  static async start(outlet: FeedOutlet, clock: Pick<Clock, 'now'>): Promise<StreamRecorder> {
    const { router } = outlet.worker;
    const { rtpCapabilities } = router;
    const transport = await router.createDirectTransport();
    const [video, audio] = await Promise.all(
      [outlet.video, outlet.audio].map(({ id }) =>
        transport.consume({ producerId: id, rtpCapabilities, paused: true, preferredLayers: { spatialLayer: 0 } }),
      ),
    );
    const recorder = new StreamRecorder(video!, audio!, clock);
    video!.once('layerschange', () => void video!.setPreferredLayers({ spatialLayer: outlet.layerCount - 1 }));
    await Promise.all([video!.resume(), audio!.resume()]);
    return recorder;
  }

  /** Answers when so much more has come, by the sound. */
  async record(durationMs: number): Promise<void> {
    const until = this.audio.length + durationMs / AUDIO_PACKET_MS;
    await this.#until(() => this.audio.length >= until);
  }

  /** Answers when the main layer comes: that of a feed that just started takes some seconds. */
  async reachMainLayer(): Promise<void> {
    await this.#until(() => {
      const { atMs, packet } = this.video.at(-1) ?? {};
      return packet !== undefined && streamFrame({ fps: FPS }, packet.timestamp, atMs!).layer === 1;
    });
  }

  async #until(isSo: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return;
        this.#audio.off('rtp', look);
        resolve();
      };
      this.#audio.on('rtp', look);
    });
  }

  get frameTimestamps(): number[] {
    const timestamps = this.video.map(({ packet }) => packet.timestamp);
    return timestamps.filter((timestamp, index) => timestamp !== timestamps[index - 1]);
  }

  /** The complete frames on the main layer; it comes after the tune-in layer's, and stays. */
  get mainLayerFrames(): SentFrame[] {
    const frames: { timestamp: number; atMs: number; payloads: Buffer[]; complete: boolean }[] = [];
    for (const { atMs, packet } of this.video) {
      if (frames.at(-1)?.timestamp !== packet.timestamp) {
        frames.push({ timestamp: packet.timestamp, atMs, payloads: [], complete: false });
      }
      frames.at(-1)!.payloads.push(packet.payload);
      frames.at(-1)!.complete = packet.marker;
    }
    const first = frames.findIndex(({ timestamp, atMs }) => streamFrame({ fps: FPS }, timestamp, atMs).layer === 1);
    const main = frames.slice(first, frames.at(-1)!.complete ? undefined : -1);
    return main.map(({ timestamp, atMs, payloads }) => ({ timestamp, atMs, nals: readNalUnits(payloads) }));
  }

  /** Decodes the main layer, strictly: any error of the stream fails. */
  async decode(): Promise<DecodedFrame[]> {
    const frames = this.mainLayerFrames;
    const stream = Buffer.concat(frames.flatMap(({ nals }) => nals.flatMap((nal) => [START_CODE, nal])));
    const input = ['-xerror', '-err_detect', 'explode', '-f', 'h264', '-i', 'pipe:0', '-vsync', '0'];
    const output = ['-s', `${WIDTH}x${HEIGHT}`, '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
    const pictures = await runFfmpeg([...input, ...output], [stream]);
    const size = WIDTH * HEIGHT;
    expect(pictures.length / size, 'one picture for each frame').to.equal(frames.length);
    return frames.map(({ timestamp, atMs }, index) => {
      const data = pictures.subarray(index * size, (index + 1) * size);
      const reading = readFrameCounter({ width: WIDTH, height: HEIGHT, channels: 1, data });
      return { ...streamFrame({ fps: FPS }, timestamp, atMs), timestamp, atMs, reading };
    });
  }

  /** P5: not one packet is missing, and the sound is without a gap. */
  expectUnbroken(): void {
    expectSteps(
      this.video.map(({ packet }) => packet.sequenceNumber),
      2 ** 16,
    );
    expectSteps(
      this.audio.map(({ sequenceNumber }) => sequenceNumber),
      2 ** 16,
    );
    expectSteps(
      this.audio.map(({ timestamp }) => timestamp),
      2 ** 32,
      960,
    );
    const ssrcs = [this.video.map(({ packet }) => packet), this.audio].map(
      (all) => new Set(all.map(({ ssrc }) => ssrc)),
    );
    expect(ssrcs.map(({ size }) => size)).to.deep.equal([1, 1]);
  }
}

/** Each number follows the one before it by one step, or by one of up to `most`, modulo `range`. */
export function expectSteps(numbers: readonly number[], range: number, step = 1, most = step): void {
  expect(numbers.length).to.be.above(50);
  for (let index = 1; index < numbers.length; index += 1) {
    const taken = (numbers[index]! - numbers[index - 1]! + range) % range;
    if (taken < step || taken > most) expect.fail(`${numbers[index]} follows ${numbers[index - 1]} at ${index}`);
  }
}
