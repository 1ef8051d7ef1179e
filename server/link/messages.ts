import type { ChannelStats } from '../../shared/api/channel-stats.js';
import type { MediaView } from '../../shared/api/media.js';
import type { ViewerView } from '../../shared/api/viewers.js';
import type { HlsSegment } from '../../shared/hls/hls-segments.js';
import type { ScheduleChange } from '../../shared/protocol/host.js';
import type { AiringWindow } from '../../shared/timeline/airing-window.js';
import type { Audience, Condition } from '../../shared/timeline/audience.js';
import type { FrameIndex, Millis } from '../../shared/units.js';
import type { Credentials } from '../credentials/credentials.js';
import type { Revocation } from '../credentials/viewer-pass.js';

/** What air has to know of a channel. */
export interface ChannelCard {
  readonly slug: string;
  readonly name: string;
  readonly visibility: 'public' | 'token';
  readonly targetLatencyMs: Millis;
  readonly adaptiveLatency: boolean;
  /** Null: as many as the server can serve. */
  readonly maxViewers: number | null;
  /** A token that is older is for a channel that had this slug before. */
  readonly createdAtMs: Millis;
}

/** One version of a channel's schedule, without what is on air in it. */
export interface ChannelEdition {
  readonly card: ChannelCard;
  readonly version: number;
  /** When the version took, or takes, effect. */
  readonly effectiveAtMs: Millis;
  /** Audiences that choose alike in every one of these lists are served one lineup. */
  readonly decisions: readonly (readonly Condition[])[];
  /** One audience for each condition; at most {@link MOST_SAMPLES}. */
  readonly samples: readonly Audience[];
}

export const MOST_SAMPLES = 16;

/** A key that viewer tokens are signed with. */
export interface SharedTokenKey {
  readonly id: string;
  /** base64url */
  readonly secret: string;
  /** Null while tokens are signed with it. */
  readonly acceptedUntilMs: Millis | null;
}

export interface ViewerPageRequest {
  readonly slug: string;
  readonly limit: number;
  /** The last viewer of the page before. */
  readonly after?: { readonly joinedAtMs: Millis; readonly session: string } | undefined;
}

export interface ViewerPage {
  readonly total: number;
  readonly items: readonly ViewerView[];
  readonly hasMore: boolean;
}

/** What air knows of how a channel, and all of air, does. "Lately" is the last minute. */
export interface AirHealth {
  readonly isSilent: boolean;
  /** Could not be read on air lately. */
  readonly unreadable: readonly { readonly title: string; readonly atMs: Millis }[];
  readonly stalls: number;
  readonly skips: number;
  readonly freezes: number;
  readonly lossPercent: ChannelStats['lossPercent'];
  readonly skewMs: ChannelStats['skewMs'];
  readonly latePercent: number;
  readonly slowReads: number;
  readonly workersAlive: number;
  readonly workersWanted: number;
  /** Why those that are not up could not be started; null when that is not known. */
  readonly workerError: string | null;
  readonly workerDeathsMs: readonly Millis[];
  /** When the office came back after it had gone, within the last minutes. */
  readonly officeReturnsMs: readonly Millis[];
  /** By how much the master clock is behind the system's; negative when it is ahead. */
  readonly clockErrorMs: Millis;
}

export interface AirReadiness {
  readonly workersAlive: number;
  readonly workersWanted: number;
  /** Whether the office is connected; else air lives on what it knows. */
  readonly hasOffice: boolean;
  /** When air knows no more of some channel that is watched; null while it knows of all. */
  readonly knownUntilMs: Millis | null;
}

/** A prepared object that some public channel plays. */
export interface ObjectOnAir {
  readonly objectId: string;
  /** When it is first on air, of what was asked about. */
  readonly startMs: Millis;
}

/** What a public channel had on air lately, for players of HLS. */
export interface HlsOnAir {
  /** The key of the lineup. */
  readonly lineup: string;
  /** An object whose init segments fit every segment. */
  readonly initObjectId: string;
  /** Those that have ended, in order. */
  readonly segments: readonly HlsSegment[];
  /** When the next one ends. */
  readonly nextAtMs: Millis;
}

/** News for everybody in the namespace of hosts. */
export type HostNews =
  | { readonly event: 'media'; readonly body: MediaView }
  | { readonly event: 'media-removed'; readonly body: { readonly id: string } }
  | { readonly event: 'timeline'; readonly body: ScheduleChange };

/** What air says to the office. Types, not interfaces: they are records of what is asked and told. */
export type AirSide = {
  asks: {
    /** @throws CodedError channel-unknown */
    channel(request: { readonly slug: string }): ChannelEdition;
    /** Of the newest version. @throws CodedError channel-unknown */
    airing(request: {
      readonly slug: string;
      readonly audience: Audience;
      readonly fromFrame: FrameIndex;
    }): AiringWindow;
    /** Until when a host is let in; null for an API key without an end. @throws CodedError why not */
    'admit-host'(request: { readonly credentials: Credentials }): { readonly expiresAtMs: Millis | null };
  };
  tells: {
    /** Air wants to hear of everything there is. */
    ready: Record<never, never>;
    /** The audiences that watch a channel now, each once. */
    watching: { readonly slug: string; readonly audiences: readonly Audience[] };
  };
};

/** What the office says to air. */
export type OfficeSide = {
  asks: {
    config(request: Record<never, never>): { readonly routerRtpCapabilities: unknown };
    viewers(request: ViewerPageRequest): ViewerPage;
    /** @throws CodedError channel-unknown */
    stats(request: { readonly slug: string }): ChannelStats;
    health(request: { readonly slug: string }): AirHealth;
  };
  tells: {
    /** All channels there are; what air knows of others is over. */
    channels: { readonly slugs: readonly string[] };
    /** A channel, its schedule, or what it plays is other than it was; or it is gone. */
    changed: { readonly slug: string };
    keys: { readonly keys: readonly SharedTokenKey[] };
    /** All there are; they come in parts. */
    revocations: { readonly revocations: readonly Revocation[] };
    /** Tokens hold no more, and viewers who came with them have to go. */
    revoked: Revocation;
    'host-news': HostNews;
    /** Hosts have to be looked at again: a session or a key may have ended. */
    'sessions-ended': Record<never, never>;
  };
};

/** What the front says to air. */
export type FrontSide = {
  asks: {
    config(request: Record<never, never>): { readonly routerRtpCapabilities: unknown };
    readiness(request: Record<never, never>): AirReadiness;
    /** Prometheus' metrics as JSON. */
    metrics(request: Record<never, never>): readonly object[];
    /** What public channels have on air from a minute ago until some time ahead, as far as air knows, and the slate. */
    'objects-on-air'(request: { readonly aheadMs: Millis }): readonly ObjectOnAir[];
    /** @throws CodedError channel-unknown, token-required, not-ready */
    'hls-on-air'(request: { readonly slug: string }): HlsOnAir;
  };
  tells: Record<never, never>;
};

/** What air says to the front: nothing but answers. */
export type AirToFront = {
  asks: Record<never, never>;
  tells: Record<never, never>;
};
