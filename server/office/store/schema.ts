import type { Generated } from 'kysely';

/** The tables as they stand after the last migration. Instants are UTC milliseconds; JSON columns hold text. */
export interface DatabaseSchema {
  schema_migrations: { name: string; applied_at_ms: number };
  settings: { key: string; value: string };
  media: MediaTable;
  deleted_media: { id: string; title: string; deleted_at_ms: number };
  head_pieces: HeadPieceTable;
  object_removals: ObjectRemovalTable;
  sequences: SequenceTable;
  sequence_revisions: SequenceRevisionTable;
  channels: ChannelTable;
  schedule_versions: ScheduleVersionTable;
  schedule_entries: ScheduleEntryTable;
  users: UserTable;
  sessions: SessionTable;
  api_keys: ApiKeyTable;
  signing_keys: SigningKeyTable;
  viewer_revocations: ViewerRevocationTable;
}

export interface MediaTable {
  id: string;
  title: string;
  /** 0, as `frames`, until it is prepared. */
  fps: number;
  frames: number;
  created_at_ms: number;
  updated_at_ms: number;
  status: 'queued' | 'processing' | 'ready' | 'failed';
  /** 0 to 1. */
  progress: number;
  /** JSON; for media that failed. */
  error: string | null;
  /** JSON. */
  findings: string;
  /** JSON; null while nobody has looked. */
  layers: string | null;
  /** The name that its objects in the blob store lie under; null until it is ready. */
  object_id: string | null;
  source_sha256: string | null;
  source_bytes: number;
  source_filename: string | null;
  revision: number;
  search_text: string;
  /** How often its preparation was begun since a host last asked for it. */
  attempts: number;
  /** Of its object; `none` until it is ready. */
  aac: 'none' | 'queued' | 'ready' | 'failed';
  /** How often making it was begun. */
  aac_attempts: number;
}

/** An object that goes unless something uses it. */
export interface ObjectRemovalTable {
  object_id: string;
  noted_at_ms: number;
}

export interface HeadPieceTable {
  object_id: string;
  in_frame: number;
  /** Null until it is made. */
  head_object_id: string | null;
  frames: number;
  attempts: number;
  /** Null for one that only trims need. */
  until_ms: number | null;
}

export interface SequenceTable {
  id: string;
  name: string;
  /** The newest. */
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
  /** A deleted sequence stays for the history of the channels that had it. */
  deleted_at_ms: number | null;
}

export interface SequenceRevisionTable {
  sequence_id: string;
  revision: number;
  /** JSON. */
  items: string;
  /** JSON: the frames that each media of it had when it was saved, by media id. */
  media_frames: string;
}

export interface ChannelTable {
  slug: string;
  name: string;
  visibility: 'public' | 'token';
  target_latency_ms: number;
  filler_media_id: string | null;
  max_viewers: number | null;
  /** 0 or 1. */
  adaptive_latency: Generated<number>;
  /** Raised by every edit of the channel itself. */
  revision: number;
  /** The newest. */
  schedule_version: number;
}

/** A change of a channel's schedule, and its audit line. */
export interface ScheduleVersionTable {
  channel_slug: string;
  version: number;
  at_ms: number;
  effective_at_ms: number;
  actor: string;
  action: string;
  /** JSON. */
  summary: string;
  filler_media_id: string | null;
  /** JSON; null in versions older than this. */
  ended: string | null;
}

/** In force in the versions from `added_in` to the one before `removed_in`. */
export interface ScheduleEntryTable {
  channel_slug: string;
  id: string;
  added_in: number;
  removed_in: number | null;
  /** Null for the built-in slate. */
  sequence_id: string | null;
  starts_at_ms: number;
  ends_at_ms: number | null;
  /** 0 or 1: SQLite has no booleans. */
  loops: number;
  repeat: string | null;
  time_zone: string | null;
  priority: number;
  /** JSON. */
  condition: string;
  /** JSON. */
  runs: string;
}

export interface UserTable {
  username: string;
  role: 'viewer-issuer' | 'host' | 'admin';
  password_hash: string;
  /** 0 or 1. */
  disabled: Generated<number>;
  revision: Generated<number>;
  created_at_ms: number;
}

export interface SessionTable {
  id: string;
  token_sha256: string;
  username: string;
  created_at_ms: number;
  expires_at_ms: number;
}

export interface ApiKeyTable {
  id: string;
  name: string;
  /** How the key begins, for people to tell it by. */
  prefix: string;
  key_sha256: string;
  role: UserTable['role'];
  /** Whose it is. */
  username: string;
  created_at_ms: number;
  expires_at_ms: number | null;
  last_used_at_ms: number | null;
}

export interface SigningKeyTable {
  id: string;
  secret: string;
  created_at_ms: number;
  /** Null while tokens are signed with it. */
  accepted_until_ms: number | null;
}

export interface ViewerRevocationTable {
  channel_slug: string;
  kind: 'token' | 'viewer';
  /** The token's id or the viewer's. */
  subject: string;
  revoked_at_ms: number;
  kept_until_ms: number;
}
