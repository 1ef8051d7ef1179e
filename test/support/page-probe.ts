import type { FrameReading, Picture } from './frame-counter.js';

/** One frame as a viewer saw it, with what the player said of it in the same rendering step. */
export interface SeenFrame {
  /** When it reaches the screen, UTC milliseconds. */
  readonly displayedAtMs: number;
  readonly rtpTimestamp: number;
  readonly reading: FrameReading;
  readonly position: { readonly globalTimeMs: number; readonly mediaId: string; readonly frame: number } | null;
}

export interface PageProbe {
  /** In the order of display; the oldest are dropped. */
  readonly frames: SeenFrame[];
  /** RTP timestamps of the encoded frames as they came in, one list for each video receiver, oldest first. */
  readonly streams: number[][];
  /** When each beep is heard, UTC milliseconds; empty until `listen()`. */
  readonly beeps: number[];
  listen(): Promise<void>;
  /** The server's UDP port that the newest connection gets its media from. */
  mediaPort(): Promise<number | undefined>;
  /** What the browser counted of the picture it received on the newest connection. */
  videoCounts(): Promise<VideoCounts>;
}

/** Of RTCInboundRtpStreamStats (W3C WebRTC Statistics). */
export interface VideoCounts {
  readonly framesReceived: number;
  readonly framesDecoded: number;
  readonly keyFramesDecoded: number;
  readonly freezeCount: number;
  readonly pliCount: number;
  readonly packetsLost: number;
}

/** The player element, as far as the probe needs it. */
interface PlayerElement extends HTMLElement {
  readonly video: HTMLVideoElement;
  position(): SeenFrame['position'];
}

declare global {
  interface Window {
    streamsyncProbe: PageProbe;
  }
}

/** The script to run in a page before any of its own. */
export function probeScript(readFrameCounter: (picture: Picture) => FrameReading): string {
  return `(${installProbe.toString()})(${readFrameCounter.toString()});`;
}

/** Runs in the page, from its source text: it refers to nothing outside itself. */
function installProbe(readFrameCounter: (picture: Picture) => FrameReading): void {
  const KEPT_FRAMES = 20_000;
  const frames: SeenFrame[] = [];
  const streams: number[][] = [];
  const beeps: number[] = [];
  let connection: RTCPeerConnection | undefined;

  const keep = <T>(list: T[], value: T) => {
    list.push(value);
    if (list.length > KEPT_FRAMES) list.shift();
  };
  const blobUrl = (code: string) => URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const utc = (performanceTime: number) => performance.timeOrigin + performanceTime;

  // Every encoded frame passes through here on its way from the network to the decoder.
  const passThrough = `
    onrtctransform = ({ transformer }) => {
      const watch = new TransformStream({
        transform(frame, controller) {
          postMessage(frame.getMetadata().rtpTimestamp);
          controller.enqueue(frame);
        },
      });
      transformer.readable.pipeThrough(watch).pipeTo(transformer.writable);
    };`;
  const watchStream = (receiver: RTCRtpReceiver) => {
    const stream: number[] = [];
    streams.push(stream);
    const worker = new Worker(blobUrl(passThrough));
    worker.onmessage = ({ data }) => keep(stream, data);
    receiver.transform = new RTCRtpScriptTransform(worker);
  };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ receiver, track }) => track.kind === 'video' && watchStream(receiver));
      // A player may keep a connection in reserve: what counts is the one that carries something.
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected') connection = this;
      });
    }
  };

  /** The decoded picture as it is, brightness alone: many pages are watched at once, and painting is dear. */
  const readPicture = async (frame: VideoFrame): Promise<FrameReading> => {
    const { format, codedWidth: width, codedHeight: height } = frame;
    if (format !== 'I420' && format !== 'NV12') return { kind: 'unreadable', reason: `the format is ${format}` };
    const rect = { x: 0, y: 0, width, height };
    const data = new Uint8Array(frame.allocationSize({ rect }));
    await frame.copyTo(data, { rect });
    return readFrameCounter({ width, height, channels: 1, data });
  };
  const frameOn = (video: HTMLVideoElement) => {
    try {
      return new VideoFrame(video) as VideoFrame & { metadata(): { rtpTimestamp?: number } };
    } catch {
      return null;
    }
  };
  const watchPicture = (player: PlayerElement) => {
    const { video } = player;
    const onFrame: VideoFrameRequestCallback = (_now, { expectedDisplayTime, rtpTimestamp = -1 }) => {
      video.requestVideoFrameCallback(onFrame);
      const frame = frameOn(video);
      // Between two connections there is none.
      if (frame === null) return;
      // The browser may have moved on to the next frame since it decided to call back: that one has its own callback.
      const isTheOne = frame.metadata().rtpTimestamp === rtpTimestamp;
      const picture = isTheOne ? readPicture(frame) : undefined;
      void Promise.resolve(picture).finally(() => frame.close());
      if (picture === undefined) return;
      // The same rendering step, after every callback of this frame, the player's own among them.
      requestAnimationFrame(async () => {
        const seen = { displayedAtMs: utc(expectedDisplayTime), rtpTimestamp, position: player.position() };
        keep(frames, { ...seen, reading: await picture });
      });
    };
    video.requestVideoFrameCallback(onFrame);
  };
  const find = () => {
    const player = document.querySelector<PlayerElement>('streamsync-player');
    if (!player) return;
    search.disconnect();
    void customElements.whenDefined('streamsync-player').then(() => watchPicture(player));
  };
  const search = new MutationObserver(find);
  search.observe(document, { childList: true, subtree: true });

  // Posts the context time at which sound starts after at least 300 ms of silence.
  const onsetProcessor = `
    registerProcessor('onset', class extends AudioWorkletProcessor {
      #lastLoud = currentFrame;
      process([[samples]]) {
        samples?.forEach((sample, index) => {
          if (Math.abs(sample) < 0.05) return;
          const frame = currentFrame + index;
          if (frame - this.#lastLoud > 0.3 * sampleRate) this.port.postMessage(frame / sampleRate);
          this.#lastLoud = frame;
        });
        return true;
      }
    });`;
  /** From when sound leaves the jitter buffer to when it is heard, as the browser measures it (W3C webrtc-stats). */
  const playoutDelayMs = async () => {
    const report = [...((await connection?.getStats()) ?? new Map()).values()];
    const playout = report.find(({ type }) => type === 'media-playout');
    return playout ? (1000 * playout.totalPlayoutDelay) / playout.totalSamplesCount : 0;
  };
  const listen = async () => {
    const audio = connection?.getReceivers().find(({ track }) => track.kind === 'audio');
    if (!audio) throw new Error('no audio has arrived yet');
    const context = new AudioContext({ sampleRate: 48_000, latencyHint: 'interactive' });
    await context.audioWorklet.addModule(blobUrl(onsetProcessor));
    // When the context's clock reads zero; every look at it can only be late, so the earliest is the truest.
    let contextZero = Number.POSITIVE_INFINITY;
    const readClock = () => {
      contextZero = Math.min(contextZero, performance.now() - context.currentTime * 1000);
    };
    setInterval(readClock, 7);
    const onset = new AudioWorkletNode(context, 'onset');
    onset.port.onmessage = async ({ data: contextTime }: MessageEvent<number>) => {
      keep(beeps, utc(contextZero + contextTime * 1000 + (await playoutDelayMs())));
    };
    context.createMediaStreamSource(new MediaStream([audio.track])).connect(onset);
  };

  const mediaPort = async () => {
    const report = new Map((await connection?.getStats()) ?? []);
    const transport = [...report.values()].find(({ type }) => type === 'transport');
    const pair = report.get(transport?.selectedCandidatePairId);
    return report.get(pair?.remoteCandidateId)?.port as number | undefined;
  };

  const videoCounts = async () => {
    const report = [...((await connection?.getStats()) ?? new Map()).values()];
    // mediasoup probes the bandwidth with packets of a stream without frames, which the browser lists as a video too.
    return report.find(({ type, kind, mid }) => type === 'inbound-rtp' && kind === 'video' && mid !== 'probator');
  };

  window.streamsyncProbe = { frames, streams, beeps, listen, mediaPort, videoCounts };
}
