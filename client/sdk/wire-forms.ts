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

/**
 * Whether what came over the wire has the form that the player relies on, written out by hand: the validator that the
 * server uses would double the weight of the script. The SFU's own parameters are left to mediasoup-client.
 */
type Form<T> = (value: unknown) => value is T;
type Fields<T> = { readonly [Name in keyof T]-?: (value: unknown) => boolean };

const text = (value: unknown): value is string => typeof value === 'string';
const number = (value: unknown): value is number => Number.isFinite(value);
const optional = (form: (value: unknown) => boolean) => (value: unknown) => value === undefined || form(value);
const listOf = (form: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(form);
const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.includes(value);

/** A JSON object with these fields, and any others. */
function record<T>(fields: Fields<T>): Form<T> {
  const checks = Object.entries(fields) as [string, (value: unknown) => boolean][];
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    checks.every(([name, form]) => form((value as Record<string, unknown>)[name]));
}

const object = record({});

const iceServer = record<IceServer>({
  urls: (value) => text(value) || listOf(text)(value),
  username: optional(text),
  credential: optional(text),
});

/** All of a configuration but the version, which may be one that this player knows nothing of. */
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
  'restart-ice': record<RestartIceAnswer>({ iceParameters: object }),
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
