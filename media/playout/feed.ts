import { AUDIO_CLOCK_HZ, audioTimestamp, VIDEO_CLOCK_HZ, videoTimestamp } from '../../shared/rtp-time.js';
import type { Grid } from '../../shared/timeline/grid.js';
import {
  frameAt,
  frameTimeMs,
  GOP_MS,
  OPUS_PACKET_MS,
  packetAtStepFrame,
  padToGrid,
} from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import type { FragmentSlot } from '../../shared/timeline/window.js';
import type { FrameIndex, Millis, PacketIndex } from '../../shared/units.js';
import { packetAt } from '../cache/packet-fragment.js';
import { writeSenderReports } from '../rtp/sender-report.js';
import { AUDIO_SSRC, videoSsrc } from '../rtp/stream-identity.js';
import { FragmentCursor } from './fragment-cursor.js';
import { FrameQueue } from './frame-queue.js';
import { OutgoingStream } from './outgoing-stream.js';
import type { FragmentSource, PacketSink } from './packet-sink.js';
import type { PlayoutStats } from './playout-stats.js';

const SENDER_REPORT_INTERVAL_MS = 1000;
/**
 * A new sink gets its first reports faster: mediasoup wants three of them, from different instants, before it knows when
 * frames were captured, and without that it lets no viewer climb to another layer.
 */
const FIRST_REPORTS = 3;
const FIRST_REPORT_INTERVAL_MS = 100;
/** A feed that fell behind sends one frame, or looks for its fragment again, this often: it catches up, but never bursts. */
const CATCH_UP_INTERVAL_MS = 2;

export interface FeedOptions {
  readonly lineup: Lineup;
  readonly layerCount: number;
  readonly source: FragmentSource;
  readonly standInObjectId: string;
  readonly stats: PlayoutStats;
  /** By how much everything leaves after its scheduled time, so that not all feeds of a process send at once. */
  readonly phaseMs: Millis;
  readonly nowMs: Millis;
  readonly onFault: (slot: FragmentSlot, error: unknown) => void;
}

/**
 * P1: one running playout of one lineup. It reads prepared packets, stamps them and hands them to its sinks; the pacer
 * says when. It knows nothing of viewers, and time is what it is told.
 */
export class Feed {
  readonly #grid: Grid;
  readonly #cursor: FragmentCursor;
  readonly #stats: PlayoutStats;
  readonly #phaseMs: Millis;
  readonly #sinks = new Set<PacketSink>();
  readonly #video: readonly OutgoingStream[];
  readonly #audio = new OutgoingStream(AUDIO_SSRC, AUDIO_CLOCK_HZ);
  readonly #queue: FrameQueue;
  #nextFrame: FrameIndex;
  #nextPacket: PacketIndex;
  #notBeforeMs: Millis = 0;
  #reportDueMs: Millis = 0;
  #firstReportsLeft = FIRST_REPORTS;
  #stalledSlot: FragmentSlot | undefined;

  constructor(options: FeedOptions) {
    this.#grid = options.lineup.grid;
    this.#cursor = new FragmentCursor(options);
    this.#stats = options.stats;
    this.#phaseMs = options.phaseMs;
    this.#video = Array.from(
      { length: options.layerCount },
      (_, layer) => new OutgoingStream(videoSsrc(layer), VIDEO_CLOCK_HZ),
    );
    this.#queue = new FrameQueue(this.#grid, options.layerCount);
    const step = Math.floor((options.nowMs - options.phaseMs) / this.#grid.stepMs) + 1;
    this.#nextFrame = step * this.#grid.framesPerStep;
    this.#nextPacket = step * this.#grid.packetsPerStep;
    // Asked for now, the first fragment is there when the first frame is due.
    this.#cursor.at(this.#nextFrame);
  }

  /** The newest it was given; it may not have taken over yet. */
  get lineup(): Lineup {
    return this.#cursor.lineup;
  }

  /** When `advance` has something to do next. */
  get nextDueMs(): Millis {
    return Math.max(this.#notBeforeMs, Math.min(this.#videoDueMs, this.#audioDueMs));
  }

  addSink(sink: PacketSink): void {
    this.#sinks.add(sink);
    this.#firstReportsLeft = FIRST_REPORTS;
    // A report counts only after its stream's first packet has reached the sink: wait for two frames.
    this.#reportDueMs = frameTimeMs(this.#grid, this.#nextFrame + 2) + this.#phaseMs;
  }

  removeSink(sink: PacketSink): void {
    this.#sinks.delete(sink);
  }

  /**
   * Goes on with an edited schedule from a frame on; nothing about the streams changes (P5).
   * @param fromFrame on a grid step; one that has been sent already stands for the next that has not.
   */
  replaceLineup(lineup: Lineup, fromFrame: FrameIndex): void {
    this.#cursor.replaceLineup(lineup, Math.max(fromFrame, this.#untouchedStepFrame));
  }

  /** Sends what is due. */
  advance(nowMs: Millis): void {
    const lateMs = nowMs - Math.min(this.#videoDueMs, this.#audioDueMs);
    if (lateMs > GOP_MS) this.#skipTo(nowMs);
    while (this.nextDueMs <= nowMs) {
      const videoFirst = this.#videoDueMs <= this.#audioDueMs;
      const dueMs = videoFirst ? this.#videoDueMs : this.#audioDueMs;
      const sent = videoFirst ? this.#advanceVideo(nowMs, dueMs) : this.#sendAudio();
      const isBehind = nowMs - dueMs > 1000 / this.#grid.fps;
      if (!sent || isBehind) this.#notBeforeMs = nowMs + CATCH_UP_INTERVAL_MS;
    }
    this.#cursor.prefetch(nowMs);
    if (this.#queue.isEmpty) this.#cursor.releasePassed();
    if (nowMs >= this.#reportDueMs) this.#sendReports(nowMs);
  }

  /** Gives back all that was loaded; nothing more is sent. */
  close(): void {
    this.#sinks.clear();
    this.#queue.clear();
    this.#cursor.close();
  }

  get #videoDueMs(): Millis {
    return this.#queue.isEmpty ? frameTimeMs(this.#grid, this.#nextFrame) + this.#phaseMs : this.#queue.dueMs;
  }

  get #audioDueMs(): Millis {
    return this.#nextPacket * OPUS_PACKET_MS + this.#phaseMs;
  }

  /** The frame at the start of the grid step that the next audio packet belongs to. */
  get #audioFrame(): FrameIndex {
    const { packetsPerStep, framesPerStep } = this.#grid;
    return Math.floor(this.#nextPacket / packetsPerStep) * framesPerStep;
  }

  /** The first grid step of which neither picture nor sound has been sent. */
  get #untouchedStepFrame(): FrameIndex {
    const { packetsPerStep, framesPerStep } = this.#grid;
    const audioFrame = Math.ceil(this.#nextPacket / packetsPerStep) * framesPerStep;
    return Math.max(padToGrid(this.#grid, this.#nextFrame), audioFrame);
  }

  /** @returns false when nothing could be sent because the fragment is not there yet. */
  #advanceVideo(nowMs: Millis, dueMs: Millis): boolean {
    if (this.#queue.isEmpty) {
      const frame = this.#nextFrame;
      const { slot, packets } = this.#cursor.at(frame);
      if (packets === undefined) return this.#stalled(slot);
      this.#nextFrame = frame + 1;
      this.#queue.fill(frame, frame - slot.startFrame + slot.firstFrame, packets, dueMs);
      if (this.#queue.isEmpty) {
        this.#stats.framesMissed += 1;
        return true;
      }
      this.#stats.frameLeft(nowMs - dueMs);
    }
    const { packets, frame } = this.#queue;
    const captureTimeMs = frameTimeMs(this.#grid, frame);
    for (const { layer, number } of this.#queue.takeChunk()) {
      const stream = this.#video[layer]!;
      const packet = packetAt(packets!, number);
      if (!stream.started) this.#reportDueMs = nowMs;
      stream.stamp(packet, videoTimestamp(this.#grid, frame, layer), captureTimeMs + layer);
      this.#send(packet, 'sendVideo');
    }
    return true;
  }

  #sendAudio(): boolean {
    const { slot, packets } = this.#cursor.at(this.#audioFrame);
    if (packets === undefined) return this.#stalled(slot);
    const inFragment =
      this.#nextPacket -
      packetAtStepFrame(this.#grid, slot.startFrame) +
      packetAtStepFrame(this.#grid, slot.firstFrame);
    if (inFragment < packets.audioPackets) {
      const packet = packetAt(packets, packets.audioStart + inFragment);
      this.#audio.stamp(packet, audioTimestamp(this.#nextPacket), this.#nextPacket * OPUS_PACKET_MS);
      this.#send(packet, 'sendAudio');
    }
    this.#nextPacket += 1;
    return true;
  }

  #send(packet: Buffer, method: 'sendVideo' | 'sendAudio' | 'sendRtcp'): void {
    this.#stats.packets += 1;
    this.#stats.bytes += packet.length;
    for (const sink of this.#sinks) {
      try {
        sink[method](packet);
      } catch {
        // A sink whose worker just died throws until its owner takes it away.
        this.#stats.sinkErrors += 1;
      }
    }
  }

  #sendReports(nowMs: Millis): void {
    const started = [...this.#video, this.#audio].filter((stream) => stream.started);
    if (started.length === 0) return;
    this.#firstReportsLeft = Math.max(0, this.#firstReportsLeft - 1);
    this.#reportDueMs = nowMs + (this.#firstReportsLeft > 0 ? FIRST_REPORT_INTERVAL_MS : SENDER_REPORT_INTERVAL_MS);
    this.#send(writeSenderReports(started.map((stream) => stream.reportAt(nowMs))), 'sendRtcp');
  }

  /** What waits for the first fragment of all has not begun: no picture stands still. */
  #stalled(slot: FragmentSlot): false {
    if (this.#hasBegun && this.#stalledSlot !== slot) this.#stats.stalls += 1;
    this.#stalledSlot = slot;
    return false;
  }

  get #hasBegun(): boolean {
    return this.#audio.started || this.#video.some(({ started }) => started);
  }

  #skipTo(nowMs: Millis): void {
    const frame = frameAt(this.#grid, nowMs - this.#phaseMs);
    if (this.#hasBegun) {
      this.#stats.skips += 1;
      this.#stats.framesMissed += frame - this.#nextFrame;
    }
    this.#queue.clear();
    const step = Math.floor(frame / this.#grid.framesPerStep);
    this.#nextFrame = Math.max(this.#nextFrame, step * this.#grid.framesPerStep);
    this.#nextPacket = Math.max(this.#nextPacket, step * this.#grid.packetsPerStep);
  }
}
