import type { Device, types } from 'mediasoup-client';
import type { ConnectTransportRequest, JoinAnswer, RestartIceAnswer } from '../../shared/protocol/viewer.js';
import { PlayerError } from './player-error.js';
import type { LeastDelays } from './sync-loop.js';
import type { Cancel } from './timing.js';

type DtlsParameters = ConnectTransportRequest['dtlsParameters'];

/** Both tracks of one session on one peer connection, so that the browser plays them in step. */
export class Receiver {
  readonly #transport: types.Transport;
  readonly #video: types.Consumer;
  readonly #audio: types.Consumer;

  private constructor(transport: types.Transport, video: types.Consumer, audio: types.Consumer) {
    this.#transport = transport;
    this.#video = video;
    this.#audio = audio;
  }

  /**
   * @param connect hands the DTLS parameters to the server. ICE starts without waiting for it: the server has them
   *   long before the first handshake can arrive.
   * @throws PlayerError `unsupported-client` when the browser cannot decode what is offered.
   */
  static async create(
    device: Device,
    { transport: offer, consumers }: Pick<JoinAnswer, 'transport' | 'consumers'>,
    iceServers: RTCIceServer[],
    connect: (dtlsParameters: DtlsParameters) => void,
  ): Promise<Receiver> {
    const transport = device.createRecvTransport({ ...(offer as types.TransportOptions), iceServers });
    transport.on('connect', ({ dtlsParameters }, proceed) => {
      connect(dtlsParameters);
      proceed();
    });
    try {
      // Asked for in one turn, both are negotiated in one round.
      const [video, audio] = await Promise.all([
        transport.consume(consumers.video as types.ConsumerOptions),
        transport.consume(consumers.audio as types.ConsumerOptions),
      ]);
      return new Receiver(transport, video, audio);
    } catch (error) {
      transport.close();
      const unsupported = error instanceof Error && error.name === 'UnsupportedError';
      throw unsupported ? new PlayerError('unsupported-client', 'This browser cannot decode what is sent.') : error;
    }
  }

  get tracks(): MediaStreamTrack[] {
    return [this.#video.track, this.#audio.track];
  }

  get rtpReceivers(): { readonly video: RTCRtpReceiver; readonly audio: RTCRtpReceiver } {
    // A consumer has its receiver from the moment it is made until it is closed.
    return { video: this.#video.rtpReceiver!, audio: this.#audio.rtpReceiver! };
  }

  /** Whether this browser lets a page set a least delay (W3C WebRTC Extensions). */
  get canHoldBack(): boolean {
    return Object.values(this.rtpReceivers).every((receiver) => 'jitterBufferTarget' in receiver);
  }

  /** Sets the least delay of picture and sound; only where `canHoldBack`. */
  holdBack(least: LeastDelays): void {
    for (const kind of ['video', 'audio'] as const) this.rtpReceivers[kind].jitterBufferTarget = least[kind];
  }

  onConnectionState(listener: (state: RTCPeerConnectionState) => void): Cancel {
    this.#transport.on('connectionstatechange', listener);
    return () => void this.#transport.off('connectionstatechange', listener);
  }

  /** Credentials for TURN end after a time: the answer brings new ones. */
  async restartIce({ iceParameters, iceServers }: RestartIceAnswer): Promise<void> {
    if (iceServers !== undefined) await this.#transport.updateIceServers({ iceServers });
    await this.#transport.restartIce({ iceParameters: iceParameters as types.IceParameters });
  }

  /** @throws once closed. */
  async videoStats(): Promise<RTCStatsReport> {
    return this.#video.getStats();
  }

  /** @throws once closed. */
  async soundStats(): Promise<RTCStatsReport> {
    return this.#audio.getStats();
  }

  close(): void {
    this.#transport.close();
  }
}
