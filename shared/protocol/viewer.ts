import { z } from 'zod';
import type { IceServer } from '../api/config.js';

// Kept apart from the schemas, so that a player can have the constants without the validator.
export { ABS_CAPTURE_TIME_URI, VIEWER_NAMESPACES, VIEWER_PROTOCOL } from './version.js';

const frame = z.number().int();

/** One thing on air, from its first frame to the frame after its last, both counted since the Unix epoch. */
const airingSchema = z.object({
  kind: z.enum(['media', 'filler', 'slate']),
  mediaId: z.string(),
  title: z.string(),
  sequenceId: z.string().nullable(),
  itemIndex: z.number().int(),
  startFrame: frame,
  endFrame: frame,
  /** The media's own frame that is shown at `startFrame`. */
  inFrame: frame,
  /** Of a gap, which is one airing however often its filler loops: how long a turn is. */
  turnFrames: frame.positive().optional(),
});
export type Airing = z.infer<typeof airingSchema>;

/** What is on air from a moment ago to `untilMs`, enough to name every frame in between. */
export const timelineWindowSchema = z.object({
  version: z.number().int(),
  fps: z.number().int(),
  /** When this version takes effect, UTC milliseconds. */
  effectiveAtMs: z.number(),
  untilMs: z.number(),
  airings: z.array(airingSchema),
});
export type TimelineWindow = z.infer<typeof timelineWindowSchema>;

// The SFU's own parameters: their insides are checked by mediasoup on one side and mediasoup-client on the other.
const opaqueObject = z.looseObject({});
const boundedOpaqueList = z.array(opaqueObject).max(64);

const tokenSchema = z.string().max(4096);

export const joinRequestSchema = z.object({
  protocol: z.number().int(),
  channel: z.string().min(1).max(64),
  token: tokenSchema.optional(),
  rtpCapabilities: z.object({
    codecs: boundedOpaqueList.optional(),
    headerExtensions: boundedOpaqueList.optional(),
  }),
});
export type JoinRequest = z.infer<typeof joinRequestSchema>;

/** Of a certificate (RFC 8122, section 5). */
const fingerprintSchema = z.object({
  algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
  value: z
    .string()
    .max(256)
    .regex(/^[\dA-F]{2}(?::[\dA-F]{2})*$/i, 'bytes in hexadecimal, with colons between'),
});

export const connectTransportRequestSchema = z.object({
  dtlsParameters: z.object({
    role: z.enum(['auto', 'client', 'server']).optional(),
    fingerprints: z.array(fingerprintSchema).min(1).max(8),
  }),
});
export type ConnectTransportRequest = z.infer<typeof connectTransportRequestSchema>;

/** Lets media flow: all of it, or one kind. */
export const resumeRequestSchema = z.object({ only: z.enum(['video', 'audio']).optional() }).optional();
export type ResumeRequest = NonNullable<z.infer<typeof resumeRequestSchema>>;

export const emptyRequestSchema = z.object({}).optional();

/** A newer token of the viewer who joined, with the same attributes: the session holds as long as that. */
export const renewRequestSchema = z.object({ token: tokenSchema });
export type RenewRequest = z.infer<typeof renewRequestSchema>;

export const pingRequestSchema = z.object({ t0: z.number() });
export type PingRequest = z.infer<typeof pingRequestSchema>;

const anHourMs = 3_600_000;
const reportedMs = z.number().min(-anHourMs).max(anHourMs).nullable();
/** Packets of some thirty years; what a thousand viewers count is still a whole number to JavaScript. */
const mostCounted = 1_000_000_000_000;
const reportedCount = z.int().min(0).max(mostCounted);

const syncStatusSchema = z.enum(['measuring', 'steering', 'holding', 'cannot-hold', 'unsupported']);
/**
 * How a viewer keeps to the channel's common latency. `measuring`: no frames are on screen to tell it by; `cannot-hold`:
 * its network or device needs more time than the target leaves; `unsupported`: its browser lacks the means.
 */
export type SyncStatus = z.infer<typeof syncStatusSchema>;

/** What a viewer says of its own playout, every few seconds. Milliseconds, counts since it opened its player. */
export const reportSchema = z.object({
  latencyMs: reportedMs,
  /** Against the target that the viewer knows; late is positive. */
  skewMs: reportedMs,
  sync: syncStatusSchema,
  /** The least delay asked of the jitter buffer. */
  bufferMs: reportedMs,
  clockErrorMs: reportedMs,
  rttMs: reportedMs,
  joinMs: reportedMs,
  layer: z.int().min(0).max(7).nullable(),
  framesDropped: reportedCount,
  freezes: reportedCount,
  packetsReceived: reportedCount,
  /** May fall: what was thought lost can still arrive (RFC 3550, section 6.4.1). */
  packetsLost: z.int().min(-mostCounted).max(mostCounted),
});
export type Report = z.infer<typeof reportSchema>;

/** The four-timestamp exchange of NTP (RFC 5905, section 8) without its fourth, which the asker takes itself. */
export interface Pong {
  t0: number;
  t1: number;
  t2: number;
}

export interface TransportOffer {
  id: string;
  iceParameters: unknown;
  iceCandidates: unknown[];
  dtlsParameters: unknown;
}

export interface ConsumerOffer {
  id: string;
  producerId: string;
  kind: 'audio' | 'video';
  rtpParameters: unknown;
}

export interface JoinAnswer {
  session: string;
  transport: TransportOffer;
  consumers: { video: ConsumerOffer; audio: ConsumerOffer };
  timeline: TimelineWindow;
  targetLatencyMs: number;
  /** After how long the session ends unless it is renewed; not there for who came without a token. */
  tokenExpiresInMs?: number | undefined;
  /** In place of those of `/config`, which anybody may read: with this viewer's credentials for TURN. */
  iceServers?: IceServer[] | undefined;
}

export type RenewAnswer = Pick<JoinAnswer, 'tokenExpiresInMs'>;

export interface RestartIceAnswer extends Pick<JoinAnswer, 'iceServers'> {
  iceParameters: unknown;
}

export type Answer<T> = ({ ok: true } & T) | { ok: false; error: { code: string; message: string } };
type Acknowledge<T> = (answer: Answer<T>) => void;
type Nothing = Record<never, never>;

export interface ViewerToServerEvents {
  join: (request: JoinRequest, acknowledge: Acknowledge<JoinAnswer>) => void;
  'connect-transport': (request: ConnectTransportRequest, acknowledge: Acknowledge<Nothing>) => void;
  resume: (request: ResumeRequest, acknowledge: Acknowledge<Nothing>) => void;
  'restart-ice': (request: Nothing, acknowledge: Acknowledge<RestartIceAnswer>) => void;
  renew: (request: RenewRequest, acknowledge: Acknowledge<RenewAnswer>) => void;
  ping: (request: PingRequest, acknowledge: Acknowledge<Pong>) => void;
  report: (request: Report, acknowledge: Acknowledge<Nothing>) => void;
  leave: (request: Nothing, acknowledge: Acknowledge<Nothing>) => void;
}

/** Why the server sends a viewer elsewhere, or away. */
export interface Reason {
  code: string;
  message: string;
}

export interface ServerToViewerEvents {
  /** A new version of the timeline, or more of the same one. */
  timeline: (window: TimelineWindow) => void;
  'target-latency': (change: { targetLatencyMs: number }) => void;
  /**
   * Join again. With the code `lineup-split` the media goes on until then, the programme of others, and a second may be
   * taken; with any other it is gone (its worker died, or no media connection came about or lasted).
   */
  moved: (reason: Reason) => void;
  /** The session is over and joining again will not help. */
  ended: (reason: Reason) => void;
}
