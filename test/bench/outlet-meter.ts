import type { Producer } from 'mediasoup/types';
import { videoSsrc } from '../../media/rtp/stream-identity.js';
import type { FeedOutlet } from '../../server/air/sfu/feed-outlet.js';

const TUNE_IN_SSRC = videoSsrc(0);
const TIMESTAMP_AT = 4;
const SSRC_AT = 8;

/** Stands between a feed and its outlet: counts what goes through, and reads from it how late each frame leaves. */
export class OutletMeter {
  packets = 0;
  /** While true, the lateness of every frame's first packet is kept. */
  recording = false;
  readonly latenessMs: number[] = [];
  readonly #outlet: FeedOutlet;
  #lastTimestamp = -1;

  /** @param latenessMs how long after the scheduled instant of a video RTP timestamp it is now */
  constructor(outlet: FeedOutlet, latenessMs: (rtpTimestamp: number) => number) {
    this.#outlet = outlet;
    const sendVideo = outlet.sendVideo.bind(outlet);
    const sendAudio = outlet.sendAudio.bind(outlet);
    outlet.sendVideo = (packet) => {
      this.packets += 1;
      if (this.recording && this.#startsFrame(packet)) this.latenessMs.push(latenessMs(this.#lastTimestamp));
      sendVideo(packet);
    };
    outlet.sendAudio = (packet) => {
      this.packets += 1;
      sendAudio(packet);
    };
  }

  /** How many packets went out that the SFU worker has not counted as received. */
  async lost(): Promise<number> {
    // Requests and packets go to the worker through one pipe: the answer counts just what was sent before the question.
    const { packets } = this;
    const received = await Promise.all([countReceived(this.#outlet.video), countReceived(this.#outlet.audio)]);
    return packets - received[0] - received[1];
  }

  /** The tune-in layer leaves first, so a new timestamp on it is a new frame. */
  #startsFrame(packet: Buffer): boolean {
    const timestamp = packet.readUInt32BE(TIMESTAMP_AT);
    if (timestamp === this.#lastTimestamp || packet.readUInt32BE(SSRC_AT) !== TUNE_IN_SSRC) return false;
    this.#lastTimestamp = timestamp;
    return true;
  }
}

async function countReceived(producer: Producer): Promise<number> {
  return (await producer.getStats()).reduce((sum, { packetCount }) => sum + packetCount, 0);
}
