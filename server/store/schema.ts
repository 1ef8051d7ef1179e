import type { Generated } from 'kysely';

/** The tables as they stand after the last migration. Instants are UTC milliseconds; JSON columns hold text. */
export interface DatabaseSchema {
  schema_migrations: { name: string; applied_at_ms: number };
  settings: { key: string; value: string };
  media: MediaTable;
  sequences: { id: string; name: string; revision: number };
  sequence_revisions: { sequence_id: string; revision: number; items: string };
  channels: ChannelTable;
  schedule_entries: ScheduleEntryTable;
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
}

export interface ChannelTable {
  slug: string;
  name: string;
  visibility: 'public' | 'token';
  target_latency_ms: number;
  filler_media_id: string | null;
  schedule_version: Generated<number>;
}

export interface ScheduleEntryTable {
  id: string;
  channel_slug: string;
  sequence_id: string;
  starts_at_ms: number;
  ends_at_ms: number | null;
  /** 0 or 1: SQLite has no booleans. */
  loops: number;
  priority: number;
}
