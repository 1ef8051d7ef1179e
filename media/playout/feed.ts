import { AUDIO_CLOCK_HZ, audioTimestamp, VIDEO_CLOCK_HZ, videoTimestamp } from '../../shared/rtp-time.js';
import type { Grid } from '../../shared/timeline/grid.js';
import { frameTimeMs, GOP_MS, OPUS_PACKET_MS, packetAtStepFrame, padToGrid } from '../../shared/timeline/grid.js';
import type { Lineup } from '../../shared/timeline/lineup.js';
import type { FragmentSlot } from '../../shared/timeline/window.js';
import type { FrameIndex, Millis, PacketIndex } from '../../shared/units.js';
import { type PacketFragment, packetAt } from '../cache/packet-fragment.js';
import { writeSenderReports } from '../rtp/sender-report.js';
import { AUDIO_SSRC, videoSsrc } from '../rtp/stream-identity.js';
import { type CursorSlot, FragmentCursor } from './fragment-cursor.js';
import { FrameQueue } from './frame-queue.js';
import { OutgoingStream } from './outgoing-stream.js';
import type { FragmentSource, PacketSink } from './packet-sink.js';
import type { PlayoutStats } from './playout-stats.js';
import { StandIn } from './stand-in.js';

const SENDER_REPORT_INTERVAL_MS = 1000;
/**
 * A new sink gets its first reports faster: mediasoup wants three of them, from different instants, before it knows when
 * frames were captured, and without that it lets no viewer climb to another layer.
 */
const FIRST_REPORTS = 3;
const FIRST_REPORT_INTERVAL_MS = 100;
/** A feed that fell behind sends one frame this often: it catches up, but never bursts. */
const CATCH_UP_INTERVAL_MS = 2;

export interface FeedOptions {
  readonly lineup: Lineup;
  readonly layerCount: number;
  readonly source: FragmentSource;
  /** The slate, a whole media: sent in place of what is not there at its time. */
  readonly standIn: readonly PacketFragment[];
  readonly stats: PlayoutStats;
  /** By how much everything leaves after its scheduled time, so that not all feeds of a process send at once. */
  readonly phaseMs: Millis;
  readonly nowMs: Millis;
  /** The slate takes the place of a picture that is not there at its time. */
  readonly onStandIn: (slot: FragmentSlot) => void;
  /** The picture is back, after so many frames of the slate. */
  readonly onBack: (slateFrames: number) => void;
  /** What the slate stands in for cannot be read; called once for a slot. */
  readonly onFault: (slot: FragmentSlot, error: unknown) => void;
}

/**
 * P1: one running playout of one lineup. It reads prepared packets, stamps them and hands them to its sinks; the pacer
 * says when. It never waits for packets: the slate replaces a fragment that is not loaded when it is due (TL1). A feed has
 * no notion of viewers, and reads no clock: the pacer passes the time in.
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
  readonly #standIn: StandIn;
  readonly #options: Pick<FeedOptions, 'onStandIn' | 'onBack' | 'onFault'>;
  #nextFrame: FrameIndex = 0;
  #nextPacket: PacketIndex = 0;
  #notBeforeMs: Millis = 0;
  #reportDueMs: Millis = 0;
  #firstReportsLeft = FIRST_REPORTS;
  /** The last ones that the slate stood in for, and that could not be read. */
  #lateSlot: CursorSlot | undefined;
  #faultySlot: CursorSlot | undefined;

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
    this.#standIn = new StandIn(options.standIn);
    this.#options = options;
    this.#beginAfter(options.nowMs);
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
      if (videoFirst) this.#advanceVideo(nowMs, dueMs);
      else this.#sendAudio();
      const isBehind = nowMs - dueMs > 1000 / this.#grid.fps;
      if (isBehind) this.#notBeforeMs = nowMs + CATCH_UP_INTERVAL_MS;
    }
    this.#cursor.prefetch(nowMs);
    this.#cursor.retry(nowMs);
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

  #advanceVideo(nowMs: Millis, dueMs: Millis): void {
    if (this.#queue.isEmpty) {
      this.#fillQueue(this.#nextFrame, dueMs);
      this.#nextFrame += 1;
      if (this.#queue.isEmpty) {
        this.#stats.framesMissed += 1;
        return;
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
  }

  /** The slate gives way only to a picture that decoders can start with: no layer's screen stands still in between. */
  #fillQueue(frame: FrameIndex, dueMs: Millis): void {
    const current = this.#cursor.at(frame);
    const { slot, packets } = current;
    const inFragment = frame - slot.startFrame + slot.firstFrame;
    const isThere = packets !== undefined && inFragment < packets.frames;
    if (isThere && (!this.#standIn.isOn || FrameQueue.canBeginWith(packets, inFragment))) {
      if (this.#standIn.isOn) this.#options.onBack(this.#standIn.frames);
      this.#standIn.takeOff();
      this.#queue.fill(frame, inFragment, packets, dueMs);
      return;
    }
    if (!isThere) this.#noteAbsence(current);
    if (!this.#standIn.isOn) this.#options.onStandIn(slot);
    const picture = this.#standIn.nextPicture();
    this.#queue.fill(frame, picture.inFragment, picture.packets, dueMs);
    this.#stats.slateFrames += 1;
  }

  #sendAudio(): void {
    const packet = this.#soundOf(this.#cursor.at(this.#audioFrame));
    this.#audio.stamp(packet, audioTimestamp(this.#nextPacket), this.#nextPacket * OPUS_PACKET_MS);
    this.#send(packet, 'sendAudio');
    this.#nextPacket += 1;
  }

  #soundOf(current: CursorSlot): Buffer {
    const { slot, packets } = current;
    const inFragment =
      this.#nextPacket -
      packetAtStepFrame(this.#grid, slot.startFrame) +
      packetAtStepFrame(this.#grid, slot.firstFrame);
    if (packets !== undefined && inFragment < packets.audioPackets) {
      return packetAt(packets, packets.audioStart + inFragment);
    }
    this.#noteAbsence(current);
    return this.#standIn.soundAt(this.#nextPacket);
  }

  /** Counts each slot once, however many frames the slate stands in for. */
  #noteAbsence(current: CursorSlot): void {
    const { slot, packets, failure } = current;
    if (packets === undefined && current !== this.#lateSlot) {
      this.#lateSlot = current;
      this.#stats.stalls += 1;
    }
    const isFaulty = packets !== undefined || failure !== undefined;
    if (!isFaulty || current === this.#faultySlot) return;
    this.#faultySlot = current;
    this.#options.onFault(slot, failure ?? new RangeError('the fragment is shorter than what is on air of it'));
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

  get #hasBegun(): boolean {
    return this.#audio.started || this.#video.some(({ started }) => started);
  }

  #skipTo(nowMs: Millis): void {
    const hasBegun = this.#hasBegun;
    const before = this.#nextFrame;
    this.#queue.clear();
    this.#standIn.rewind();
    this.#beginAfter(nowMs);
    if (!hasBegun) return;
    this.#stats.skips += 1;
    this.#stats.framesMissed += this.#nextFrame - before;
  }

  /** Sets out for the next grid step. Asked for now, its fragment is there when its first frame is due. */
  #beginAfter(nowMs: Millis): void {
    const step = Math.floor((nowMs - this.#phaseMs) / this.#grid.stepMs) + 1;
    this.#nextFrame = Math.max(this.#nextFrame, step * this.#grid.framesPerStep);
    this.#nextPacket = Math.max(this.#nextPacket, step * this.#grid.packetsPerStep);
    this.#cursor.at(this.#nextFrame);
  }
}
