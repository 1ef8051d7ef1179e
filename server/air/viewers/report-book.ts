import { EventEmitter } from 'node:events';
import type { Report } from '../../../shared/protocol/viewer.js';
import type { Millis } from '../../../shared/units.js';

/** Players report every five seconds: one that has been silent for four of them is not counted in. */
const FRESH_MS = 20_000;
/** What comes faster than this is not looked at. */
const LEAST_PERIOD_MS = 1000;

/** What one viewer last said, and what it had said before that. */
export interface ReportEntry {
  readonly newest: Report;
  readonly previous: Report | null;
  readonly atMs: Millis;
  /** Whoever reports from one place has one voice where reports decide something. */
  readonly from: string;
}

interface ReportBookEvents {
  report: [slug: string, entry: ReportEntry];
}

/** The newest reports of every session on the air: two each, so that what counts up can be told as a rate. */
export class ReportBook extends EventEmitter<ReportBookEvents> {
  readonly #channels = new Map<string, Map<string, ReportEntry>>();

  /** @param from the network that the viewer is in; a place of its own when left out */
  take(slug: string, sessionId: string, report: Report, nowMs: Millis, from = sessionId): void {
    const sessions = this.#channels.get(slug) ?? new Map<string, ReportEntry>();
    const before = sessions.get(sessionId);
    if (before !== undefined && nowMs - before.atMs < LEAST_PERIOD_MS) return;
    const entry = { newest: report, previous: before?.newest ?? null, atMs: nowMs, from };
    this.#channels.set(slug, sessions.set(sessionId, entry));
    this.emit('report', slug, entry);
  }

  /** The session is over. */
  forget(slug: string, sessionId: string): void {
    const sessions = this.#channels.get(slug);
    sessions?.delete(sessionId);
    if (sessions?.size === 0) this.#channels.delete(slug);
  }

  of(slug: string, sessionId: string): ReportEntry | undefined {
    return this.#channels.get(slug)?.get(sessionId);
  }

  get channels(): string[] {
    return [...this.#channels.keys()];
  }

  /** The reports of a channel's viewers that are no older than 20 s. */
  fresh(slug: string, nowMs: Millis): ReportEntry[] {
    const entries = [...(this.#channels.get(slug)?.values() ?? [])];
    return entries.filter(({ atMs }) => nowMs - atMs <= FRESH_MS);
  }
}
