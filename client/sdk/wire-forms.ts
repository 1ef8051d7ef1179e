import type { IceServer, PlayerConfig } from '../../shared/api/config.js';
import type {
  JoinAnswer,
  Pong,
  Reason,
  RenewAnswer,
  RestartIceAnswer,
  ServerToViewerEvents,
  TimelineWindow,
  ViewerToServerEvents,
} from '../../shared/protocol/viewer.js';
import { type Form, listOf, number, object, oneOf, optional, record, text } from './forms.js';

const iceServer = record<IceServer>({
  urls: (value) => text(value) || listOf(text)(value),
  username: optional(text),
  credential: optional(text),
});

// The SFU's own parameters are left to mediasoup-client.

/** All of a configuration, of this player's version. */
export const isPlayerConfig: Form<PlayerConfig> = record<PlayerConfig>({
  protocol: number,
  routerRtpCapabilities: object,
  iceServers: listOf(iceServer),
});

/** A configuration of any version. */
export const hasProtocol: Form<{ protocol: number }> = record<{ protocol: number }>({ protocol: number });

const isTimelineWindow: Form<TimelineWindow> = record<TimelineWindow>({
  version: number,
  fps: number,
  effectiveAtMs: number,
  untilMs: number,
  airings: listOf(
    record({ mediaId: text, title: text, itemIndex: number, startFrame: number, endFrame: number, inFrame: number }),
  ),
});

const isReason: Form<Reason> = record<Reason>({ code: text, message: text });

const consumer = record({ id: text, producerId: text, kind: oneOf('audio', 'video'), rtpParameters: object });

const isJoinAnswer: Form<JoinAnswer> = record<JoinAnswer>({
  session: text,
  transport: record({ id: text, iceParameters: object, iceCandidates: listOf(object), dtlsParameters: object }),
  consumers: record({ video: consumer, audio: consumer }),
  timeline: isTimelineWindow,
  targetLatencyMs: number,
  tokenExpiresInMs: optional(number),
  iceServers: optional(listOf(iceServer)),
});

const answers: Readonly<Record<keyof ViewerToServerEvents, (value: unknown) => boolean>> = {
  join: isJoinAnswer,
  'connect-transport': object,
  resume: object,
  'restart-ice': record<RestartIceAnswer>({ iceParameters: object, iceServers: optional(listOf(iceServer)) }),
  renew: record<RenewAnswer>({ tokenExpiresInMs: optional(number) }),
  ping: record<Pong>({ t0: number, t1: number, t2: number }),
  report: object,
  leave: object,
};

const refused = record({ ok: oneOf(false), error: isReason });

/** Whether the acknowledgement of a request is one, be it a refusal. */
export function isAnswerTo(name: keyof ViewerToServerEvents, answer: unknown): boolean {
  return refused(answer) || (record({ ok: oneOf(true) })(answer) && answers[name](answer));
}

export const EVENT_FORMS: {
  readonly [Name in keyof ServerToViewerEvents]: Form<Parameters<ServerToViewerEvents[Name]>[0]>;
} = {
  timeline: isTimelineWindow,
  'target-latency': record<{ targetLatencyMs: number }>({ targetLatencyMs: number }),
  moved: isReason,
  ended: isReason,
};
