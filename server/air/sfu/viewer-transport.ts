import { EventEmitter } from 'node:events';
import type { Consumer, DtlsParameters, IceParameters, RtpCapabilities, WebRtcTransport } from 'mediasoup/types';
import type { Clock } from '../../../media/playout/clock.js';
import { CodedError } from '../../../shared/errors.js';
import type {
  ConnectTransportRequest,
  ConsumerOffer,
  JoinRequest,
  TransportOffer,
} from '../../../shared/protocol/viewer.js';
import type { FeedOutlet } from './feed-outlet.js';
import { PATIENCE_MS, standingOf, type TransportStanding } from './transport-patience.js';

/** Above the top layer of any house, so that the first estimate does not hold a viewer on a lower one. */
const INITIAL_OUTGOING_BPS = 6_000_000;
const TUNE_IN_LAYER = 0;

interface ViewerTransportEvents {
  /** Media flows: for the first time, or again. */
  connected: [];
  /** Nothing more will come: its worker died or its feed ended, or no connection came about or lasted. */
  gone: [code: 'not-ready' | 'no-media-path'];
}

interface Parts {
  readonly transport: WebRtcTransport;
  readonly video: Consumer;
  readonly audio: Consumer;
  readonly clock: Pick<Clock, 'setTimer'>;
}

/** One viewer's connection: a WebRTC transport with a video and an audio consumer. */
export class ViewerTransport extends EventEmitter<ViewerTransportEvents> {
  readonly #transport: WebRtcTransport;
  readonly #video: Consumer;
  readonly #audio: Consumer;
  readonly #clock: Pick<Clock, 'setTimer'>;
  #closed = false;
  #isConnecting = false;
  #standing: TransportStanding | undefined;
  #cancelTimer: () => void = () => {};

  private constructor({ transport, video, audio, clock }: Parts, topLayer: number) {
    super();
    this.#transport = transport;
    this.#video = video;
    this.#audio = audio;
    this.#clock = clock;
    for (const consumer of [video, audio]) {
      consumer.on('producerclose', () => this.#gone('not-ready'));
      consumer.on('transportclose', () => this.#gone('not-ready'));
    }
    transport.on('icestatechange', () => this.#look());
    transport.on('dtlsstatechange', () => this.#look());
    this.#climbTo(topLayer);
    this.#look();
  }

  /** @throws CodedError `unsupported-client` when the viewer cannot decode the feed, `not-ready` when its worker died. */
  static async create(
    outlet: FeedOutlet,
    capabilities: JoinRequest['rtpCapabilities'],
    clock: Pick<Clock, 'setTimer'>,
  ): Promise<ViewerTransport> {
    try {
      return await ViewerTransport.#open(outlet, capabilities, clock);
    } catch (error) {
      throw outlet.worker.worker.closed ? new CodedError('not-ready') : error;
    }
  }

  static async #open(
    outlet: FeedOutlet,
    capabilities: JoinRequest['rtpCapabilities'],
    clock: Pick<Clock, 'setTimer'>,
  ): Promise<ViewerTransport> {
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
      return new ViewerTransport({ transport, video, audio, clock }, outlet.layerCount - 1);
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

  /** @throws CodedError `wrong-state` when it was called before, `bad-request` for what mediasoup does not understand. */
  async connect({ dtlsParameters }: ConnectTransportRequest): Promise<void> {
    if (this.#isConnecting) throw new CodedError('wrong-state', 'The transport was connected already.');
    this.#isConnecting = true;
    await this.#ask(async () => {
      try {
        await this.#transport.connect({ dtlsParameters: dtlsParameters as DtlsParameters });
      } catch (error) {
        this.#isConnecting = false;
        if (this.#transport.closed) throw error;
        throw new CodedError('bad-request', 'connect-transport: dtlsParameters: not understood.');
      }
    });
  }

  async resume(only?: 'video' | 'audio'): Promise<void> {
    const meant = [this.#video, this.#audio].filter(({ kind }) => only === undefined || kind === only);
    await this.#ask(() => Promise.all(meant.map((consumer) => consumer.resume())));
  }

  async restartIce(): Promise<IceParameters> {
    return this.#ask(() => this.#transport.restartIce());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer();
    this.#transport.close();
  }

  /** What is asked of a transport that is closed meanwhile fails in words of mediasoup's own. */
  async #ask<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act();
    } catch (error) {
      throw this.#closed || this.#transport.closed ? new CodedError('not-joined') : error;
    }
  }

  #look(): void {
    const { iceState, dtlsState } = this.#transport;
    const standing = standingOf(iceState, dtlsState);
    if (this.#closed || standing === this.#standing) return;
    this.#standing = standing;
    this.#cancelTimer();
    const patienceMs = PATIENCE_MS[standing];
    if (patienceMs !== undefined) {
      this.#cancelTimer = this.#clock.setTimer(patienceMs, () => this.#gone('no-media-path'));
    }
    if (standing === 'connected') this.emit('connected');
  }

  /** A first frame comes within eight of them; the top layer takes over at its next IDR. */
  #climbTo(topLayer: number): void {
    this.#video.once('layerschange', (layers) => {
      if (layers === undefined || this.#closed) return;
      void this.#video.setPreferredLayers({ spatialLayer: topLayer }).catch(() => undefined);
    });
  }

  #gone(code: 'not-ready' | 'no-media-path'): void {
    if (this.#closed) return;
    this.close();
    this.emit('gone', code);
  }
}

/** mediasoup's way of saying that what the viewer sent is not understood. */
function isOfViewer(error: unknown): error is Error {
  return error instanceof TypeError || (error instanceof Error && error.name === 'UnsupportedError');
}

function consumerOffer({ id, producerId, kind, rtpParameters }: Consumer): ConsumerOffer {
  return { id, producerId, kind, rtpParameters };
}
