import { FrameSpacing, type Spacing } from './frame-spacing.js';
import { type SoundClock, SoundClockMeter } from './sound-clock.js';

/** Where the packets of one stream lie, in seconds from the start of the file. */
export interface StreamSpan {
  readonly packets: number;
  readonly startS: number;
  readonly endS: number;
  /** Packets that the demuxer itself calls damaged. */
  readonly damaged: number;
}

interface SurveyedStream {
  readonly span: { packets: number; startS: number; endS: number; damaged: number };
  /** The least time between decoding and showing a packet, for those that tell their decoding alone. */
  leastDelay: number;
  readonly shown: FrameSpacing;
  /** In place of `shown` where not every packet tells when it is shown. */
  readonly decoded: FrameSpacing;
  showsAll: boolean;
}

const FLAG_CORRUPT = 2;
const FLAG_DISCARD = 4;
const UNKNOWN_BELOW = -9e18;

/**
 * Takes the lines of ffmpeg's `framecrc` muxer: a head of `#tb <stream>: <num>/<den>` lines, then for each packet
 * `stream, dts, pts, duration, size, checksum[, F=<flags>]`. Keeps sums only, so a day of packets costs what one does.
 */
export class PacketSurvey {
  readonly #decodedStream: number | undefined;
  readonly #soundClock = new SoundClockMeter();
  readonly #timeBases = new Map<number, number>();
  readonly #streams = new Map<number, SurveyedStream>();

  /** @param decodedStream the stream whose packets are decoded sound, if one is. */
  constructor(decodedStream?: number) {
    this.#decodedStream = decodedStream;
  }

  push(line: string): void {
    if (line.startsWith('#')) this.#readTimeBase(line);
    else this.#readPacket(line);
  }

  /** Answers nothing for a stream without packets. */
  span(stream: number): StreamSpan | undefined {
    return this.#streams.get(stream)?.span;
  }

  /** To be asked for behind the last packet. */
  spacing(stream: number): Spacing | undefined {
    const found = this.#streams.get(stream);
    return found && (found.showsAll ? found.shown : found.decoded).summary();
  }

  /** Of the decoded stream; undefined when nothing of it could be decoded. */
  soundClock(): SoundClock | undefined {
    return this.#soundClock.isEmpty ? undefined : this.#soundClock.summary();
  }

  #readTimeBase(line: string): void {
    const match = /^#tb (\d+): (\d+)\/(\d+)$/.exec(line);
    if (match) this.#timeBases.set(Number(match[1]), Number(match[2]) / Number(match[3]));
  }

  #readPacket(line: string): void {
    const fields = line.split(',');
    const timeBase = this.#timeBases.get(Number(fields[0]));
    if (fields.length < 6 || timeBase === undefined) return;
    const [dts, pts, duration] = [Number(fields[1]), Number(fields[2]), Number(fields[3])];
    const flags = Number(/F=(0x[0-9a-fA-F]+)/.exec(line)?.[1] ?? 0);
    const [decodes, shows] = [dts > UNKNOWN_BELOW, pts > UNKNOWN_BELOW];
    if (!(decodes || shows) || (flags & FLAG_DISCARD) !== 0) return;
    if (Number(fields[0]) === this.#decodedStream) {
      this.#soundClock.push(pts * timeBase, duration * timeBase);
      return;
    }
    const stream = this.#streamOf(Number(fields[0]));
    const { span } = stream;
    if (decodes && shows) stream.leastDelay = Math.min(stream.leastDelay, pts - dts);
    const at = shows ? pts : dts + (Number.isFinite(stream.leastDelay) ? stream.leastDelay : 0);
    if (shows) stream.shown.push(pts * timeBase);
    else stream.showsAll = false;
    if (decodes) stream.decoded.push(dts * timeBase);
    span.packets += 1;
    span.startS = Math.min(span.startS, at * timeBase);
    span.endS = Math.max(span.endS, (at + Math.max(0, duration)) * timeBase);
    if ((flags & FLAG_CORRUPT) !== 0) span.damaged += 1;
  }

  #streamOf(stream: number): SurveyedStream {
    const known = this.#streams.get(stream);
    if (known) return known;
    const span = { packets: 0, startS: Number.POSITIVE_INFINITY, endS: Number.NEGATIVE_INFINITY, damaged: 0 };
    const spacings = { shown: new FrameSpacing(), decoded: new FrameSpacing(), showsAll: true };
    const fresh = { span, leastDelay: Number.POSITIVE_INFINITY, ...spacings };
    this.#streams.set(stream, fresh);
    return fresh;
  }
}
