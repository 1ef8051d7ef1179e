import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { Kysely } from 'kysely';
import type { Clock } from '../../../media/playout/clock.js';
import type { Millis } from '../../../shared/units.js';
import { AacTrackStore } from './aac-track-store.js';
import { ApiKeyStore } from './api-key-store.js';
import { ChannelStore } from './channel-store.js';
import { HeadPieceStore } from './head-piece-store.js';
import { LibraryStore } from './library-store.js';
import { MediaStore } from './media-store.js';
import { migrate } from './migrate.js';
import { ObjectUseStore } from './object-use-store.js';
import { ScheduleStore } from './schedule-store.js';
import type { DatabaseSchema } from './schema.js';
import { SequenceStore } from './sequence-store.js';
import { SessionStore } from './session-store.js';
import { SettingsStore } from './settings-store.js';
import { SigningKeyStore } from './signing-key-store.js';
import { EmbeddedDialect } from './sqlite-dialect.js';
import { namingDatabase } from './unusable-database.js';
import { UserStore } from './user-store.js';
import { ViewerRevocationStore } from './viewer-revocation-store.js';

/** What an edit of schedules reads and writes. */
export interface EditStores {
  readonly media: MediaStore;
  readonly library: LibraryStore;
  readonly sequences: SequenceStore;
  readonly channels: ChannelStore;
  readonly schedule: ScheduleStore;
}

/** Everything that outlives the process, except the prepared media itself. */
export class Store {
  readonly media: MediaStore;
  readonly library: LibraryStore;
  readonly headPieces: HeadPieceStore;
  readonly aacTracks: AacTrackStore;
  readonly objectUses: ObjectUseStore;
  readonly sequences: SequenceStore;
  readonly channels: ChannelStore;
  readonly schedule: ScheduleStore;
  readonly settings: SettingsStore;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly apiKeys: ApiKeyStore;
  readonly signingKeys: SigningKeyStore;
  readonly viewerRevocations: ViewerRevocationStore;
  readonly #db: Kysely<DatabaseSchema>;

  private constructor(db: Kysely<DatabaseSchema>) {
    this.#db = db;
    this.media = new MediaStore(db);
    this.library = new LibraryStore(db);
    this.headPieces = new HeadPieceStore(db);
    this.aacTracks = new AacTrackStore(db);
    this.objectUses = new ObjectUseStore(db);
    this.sequences = new SequenceStore(db);
    this.channels = new ChannelStore(db);
    this.schedule = new ScheduleStore(db);
    this.settings = new SettingsStore(db);
    this.users = new UserStore(db);
    this.sessions = new SessionStore(db);
    this.apiKeys = new ApiKeyStore(db);
    this.signingKeys = new SigningKeyStore(db);
    this.viewerRevocations = new ViewerRevocationStore(db);
  }

  /**
   * Opens a SQLite file, made and migrated as needed.
   * @param clock lets a write wait a moment for another process that has the file locked.
   * @throws Error that names the file when it is no database or a malformed one, or one written by a newer version.
   */
  static async open(file: string, nowMs: Millis, clock?: Pick<Clock, 'setTimer'>): Promise<Store> {
    mkdirSync(dirname(file), { recursive: true });
    try {
      const database = openSqlite(file);
      const db = new Kysely<DatabaseSchema>({ dialect: new EmbeddedDialect(database, clock) });
      try {
        await migrate(db, nowMs);
        // From here on nothing waits inside SQLite, which would hold up everything else on this thread.
        database.pragma('busy_timeout = 0');
      } catch (error) {
        await db.destroy();
        throw error;
      }
      return new Store(db);
    } catch (error) {
      throw namingDatabase(error, file);
    }
  }

  /** Runs an edit in one transaction (TL4): what it has written counts when it is done, and nothing of it when it throws. */
  async edit<T>(work: (stores: EditStores) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute((transaction) =>
      work({
        media: new MediaStore(transaction),
        library: new LibraryStore(transaction),
        sequences: new SequenceStore(transaction),
        channels: new ChannelStore(transaction),
        schedule: new ScheduleStore(transaction),
      }),
    );
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}

function openSqlite(file: string): SQLite.Database {
  const sqlite = new SQLite(file);
  try {
    sqlite.pragma('busy_timeout = 5000');
    sqlite.pragma('journal_mode = WAL');
    // An acknowledged write must survive a power cut: WAL's default of NORMAL only promises a consistent file.
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}
