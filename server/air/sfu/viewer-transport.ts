import { EventEmitter } from 'node:events';
import type { Consumer, DtlsParameters, IceParameters, RtpCapabilities, WebRtcTransport } from 'mediasoup/types';
import { CodedError } from '../../../shared/errors.js';
import type {
  ConnectTransportRequest,
  ConsumerOffer,
  JoinRequest,
  TransportOffer,
} from '../../../shared/protocol/viewer.js';
import type { FeedOutlet } from './feed-outlet.js';

/** Above the top layer of any house, so that the first estimate does not hold a viewer on a lower one. */
const INITIAL_OUTGOING_BPS = 6_000_000;
const TUNE_IN_LAYER = 0;

interface ViewerTransportEvents {
  /** Its worker died or its feed ended: nothing more will come. */
  gone: [];
}

/** One viewer's connection: a WebRTC transport with a video and an audio consumer. */
export class ViewerTransport extends EventEmitter<ViewerTransportEvents> {
  readonly #transport: WebRtcTransport;
  readonly #video: Consumer;
  readonly #audio: Consumer;
  #closed = false;
  #isConnecting = false;

  private constructor(transport: WebRtcTransport, video: Consumer, audio: Consumer, topLayer: number) {
    super();
    this.#transport = transport;
    this.#video = video;
    this.#audio = audio;
    for (const consumer of [video, audio]) {
      consumer.on('producerclose', () => this.#gone());
      consumer.on('transportclose', () => this.#gone());
    }
    this.#climbTo(topLayer);
  }

  /** @throws CodedError `unsupported-client` when the viewer cannot decode the feed. */
  static async create(outlet: FeedOutlet, capabilities: JoinRequest['rtpCapabilities']): Promise<ViewerTransport> {
    // mediasoup checks what is inside.
    const rtpCapabilities = capabilities as RtpCapabilities;
    const { router, webRtcServer } = outlet.worker;
    for (const producerId of [outlet.video.id, outlet.audio.id]) {
      if (!router.canConsume({ producerId, rtpCapabilities })) throw new CodedError('unsupported-client');
    }
    const transport = await router.createWebRtcTransport({
      webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BPS,
    });
    try {
      const [video, audio] = await Promise.all([
        transport.consume({
          producerId: outlet.video.id,
          rtpCapabilities,
          paused: true,
          preferredLayers: { spatialLayer: TUNE_IN_LAYER },
        }),
        transport.consume({ producerId: outlet.audio.id, rtpCapabilities, paused: true, enableRtx: true }),
      ]);
      return new ViewerTransport(transport, video, audio, outlet.layerCount - 1);
    } catch (error) {
      transport.close();
      throw isOfViewer(error) ? new CodedError('bad-request', `rtpCapabilities: ${error.message}`) : error;
    }
  }

  get offer(): TransportOffer {
    const { id, iceParameters, iceCandidates, dtlsParameters } = this.#transport;
    return { id, iceParameters, iceCandidates, dtlsParameters };
  }

  get consumers(): { video: ConsumerOffer; audio: ConsumerOffer } {
    return { video: consumerOffer(this.#video), audio: consumerOffer(this.#audio) };
  }

  /** @throws CodedError `wrong-state` when called twice, `bad-request` for parameters that DTLS has none like. */
  async connect({ dtlsParameters }: ConnectTransportRequest): Promise<void> {
    if (this.#isConnecting) throw new CodedError('wrong-state', 'This transport is connected already.');
    this.#isConnecting = true;
    try {
      await this.#transport.connect({ dtlsParameters: dtlsParameters as DtlsParameters });
    } catch (error) {
      this.#isConnecting = false;
      throw isOfViewer(error) ? new CodedError('bad-request', `dtlsParameters: ${error.message}`) : error;
    }
  }

  async resume(only?: 'video' | 'audio'): Promise<void> {
    const meant = [this.#video, this.#audio].filter(({ kind }) => only === undefined || kind === only);
    await Promise.all(meant.map((consumer) => consumer.resume()));
  }

  async restartIce(): Promise<IceParameters> {
    return this.#transport.restartIce();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#transport.close();
  }

  /** A first frame comes within eight of them; the top layer takes over at its next IDR. */
  #climbTo(topLayer: number): void {
    this.#video.once('layerschange', (layers) => {
      if (layers === undefined || this.#closed) return;
      void this.#video.setPreferredLayers({ spatialLayer: topLayer }).catch(() => undefined);
    });
  }

  #gone(): void {
    if (this.#closed) return;
    this.close();
    this.emit('gone');
  }
}

/** mediasoup's way of saying that what the viewer sent is not understood. */
function isOfViewer(error: unknown): error is Error {
  return error instanceof TypeError || (error instanceof Error && error.name === 'UnsupportedError');
}

function consumerOffer({ id, producerId, kind, rtpParameters }: Consumer): ConsumerOffer {
  return { id, producerId, kind, rtpParameters };
}
