import type { PacketSink } from '../../media/playout/packet-sink.js';
import type { Millis } from '../../shared/units.js';
import type { ReadPacket, ReadReport } from './rtp-reader.js';
import { readRtp, readSenderReports } from './rtp-reader.js';

export interface Recorded {
  readonly sentMs: Millis;
  readonly packet: ReadPacket;
}

/** Keeps all that a feed sends, with the time it was sent. */
export class RecordingSink implements PacketSink {
  readonly video: Recorded[] = [];
  readonly audio: Recorded[] = [];
  readonly reports: { readonly sentMs: Millis; readonly reports: ReadReport[] }[] = [];
  readonly #now: () => Millis;

  constructor(now: () => Millis) {
    this.#now = now;
  }

  sendVideo(packet: Buffer): void {
    this.video.push(this.#record(packet));
  }

  sendAudio(packet: Buffer): void {
    this.audio.push(this.#record(packet));
  }

  sendRtcp(packet: Buffer): void {
    this.reports.push({ sentMs: this.#now(), reports: readSenderReports(packet) });
  }

  layer(ssrc: number): Recorded[] {
    return this.video.filter(({ packet }) => packet.ssrc === ssrc);
  }

  #record(packet: Buffer): Recorded {
    return { sentMs: this.#now(), packet: readRtp(Buffer.from(packet)) };
  }
}
