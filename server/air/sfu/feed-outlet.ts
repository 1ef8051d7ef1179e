import type { DirectTransport, Producer } from 'mediasoup/types';
import type { PacketSink } from '../../../media/playout/packet-sink.js';
import { audioRtpParameters, videoRtpParameters } from './rtp-format.js';
import type { SfuWorker } from './sfu-worker.js';

/** P6: where a feed enters one worker. Both producers share a transport, hence a CNAME, so that browsers lip-sync them. */
export class FeedOutlet implements PacketSink {
  readonly #transport: DirectTransport;
  readonly #sendVideo: (packet: Buffer) => void;
  readonly #sendAudio: (packet: Buffer) => void;

  private constructor(
    readonly worker: SfuWorker,
    transport: DirectTransport,
    readonly video: Producer,
    readonly audio: Producer,
    readonly layerCount: number,
  ) {
    this.#transport = transport;
    this.#sendVideo = senderTo(worker, video);
    this.#sendAudio = senderTo(worker, audio);
  }

  static async create(worker: SfuWorker, layerCount: number, cname: string): Promise<FeedOutlet> {
    const transport = await worker.router.createDirectTransport();
    try {
      const [video, audio] = await Promise.all([
        transport.produce({ kind: 'video', rtpParameters: videoRtpParameters(layerCount, cname) }),
        transport.produce({ kind: 'audio', rtpParameters: audioRtpParameters(cname) }),
      ]);
      return new FeedOutlet(worker, transport, video, audio, layerCount);
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  sendVideo(packet: Buffer): void {
    this.#sendVideo(packet);
  }

  sendAudio(packet: Buffer): void {
    this.#sendAudio(packet);
  }

  sendRtcp(packet: Buffer): void {
    this.#transport.sendRtcp(packet);
  }

  close(): void {
    this.#transport.close();
  }
}

function senderTo({ line }: SfuWorker, producer: Producer): (packet: Buffer) => void {
  if (line === undefined) return (packet) => producer.send(packet);
  const producerId = Buffer.from(producer.id, 'latin1');
  return (packet) => line.send(producerId, packet);
}
