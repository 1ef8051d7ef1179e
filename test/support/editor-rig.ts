import { join } from 'node:path';
import { planChannel } from '../../server/office/planning/channel-timeline.js';
import { type EditOutcome, ScheduleEditor } from '../../server/office/schedule/schedule-editor.js';
import { ScheduleReader } from '../../server/office/schedule/schedule-reader.js';
import type { AsOf } from '../../server/office/store/channel-content.js';
import type { MediaRecord } from '../../server/office/store/media-store.js';
import { Store } from '../../server/office/store/store.js';
import type { EditPreview } from '../../shared/api/edit.js';
import type { Audience } from '../../shared/timeline/audience.js';
import type { ChannelPlan } from '../../shared/timeline/channel-plan.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { position } from '../../shared/timeline/position.js';
import { ManualClock } from './manual-clock.js';
import { makeTempDir } from './temp-dir.js';

/** Seconds that each ready media lasts. */
const MEDIA = { a: 10, b: 20, c: 30, filler: 7 } as const;
export const NOW_MS = Date.UTC(2026, 5, 1, 12);
export const BY = { actor: 'host' } as const;

const FPS = 30;
const SLATE: MediaRecord = {
  ...{ id: 'slate', objectId: 'slate', title: 'Back soon', fps: FPS, frames: 10 * FPS, createdAtMs: 0 },
};

/** A schedule editor on a database of its own, at an instant of the test's choosing. */
export class EditorRig {
  readonly clock = new ManualClock(NOW_MS);
  readonly grid = gridFor(FPS);
  readonly slate = SLATE;
  /** Who is connected, to whatever channel. */
  readonly connected: Audience[] = [];
  readonly editor: ScheduleEditor;
  readonly reader: ScheduleReader;

  private constructor(
    readonly file: string,
    readonly store: Store,
  ) {
    const { clock, grid, slate } = this;
    const connected = { audiencesOf: () => this.connected };
    this.editor = new ScheduleEditor({ store, clock, grid, slate, connected });
    this.reader = new ScheduleReader({ store, clock, grid, slate });
  }

  /** With the channel `c`, and ready media. */
  static async open(file = join(makeTempDir('editor'), 'db')): Promise<EditorRig> {
    const store = await Store.open(file, 0);
    if ((await store.channels.find('c')) === undefined) {
      for (const [id, seconds] of Object.entries(MEDIA)) {
        await store.media.add({ id, objectId: id, title: id, fps: FPS, frames: seconds * FPS, createdAtMs: 0 });
      }
      await store.channels.add({
        ...{ slug: 'c', name: 'C', visibility: 'public', targetLatencyMs: 200, fillerMediaId: null },
      });
    }
    return new EditorRig(file, store);
  }

  /** A sequence of whole media, by their letters. */
  async sequence(media: string, id?: string): Promise<string> {
    return (await this.editor.createSequence({ name: `The ${media}`, items: itemsOf(media) }, id)).id;
  }

  async plan(asOf: AsOf = {}, slug = 'c'): Promise<ChannelPlan> {
    return planChannel((await this.store.schedule.content(slug, asOf))!, this.grid, this.slate);
  }

  /** Such as `media a@12`: what is on air at an instant, by the version that was or will be in force then. */
  async onAir(atMs: number, audience: Audience = {}): Promise<string> {
    const { airing, mediaFrame } = position((await this.plan({ atMs })).lineupFor(audience), atMs);
    return `${airing.item.kind} ${airing.item.mediaId}@${mediaFrame}`;
  }

  /** What is on air as if the newest version had always been in force. */
  async onAirNewest(atMs: number, audience: Audience = {}): Promise<string> {
    const { airing, mediaFrame } = position((await this.plan()).lineupFor(audience), atMs);
    return `${airing.item.kind} ${airing.item.mediaId}@${mediaFrame}`;
  }

  async close(): Promise<void> {
    await this.store.close();
  }
}

/** Whole media, by their letters. */
export function itemsOf(media: string): { mediaId: string }[] {
  return [...media].map((mediaId) => ({ mediaId }));
}

/** @throws Error when the edit was only looked at. */
export function resultOf<Result>(outcome: EditOutcome<Result>): Result {
  if (!outcome.applied) throw new Error('nothing was changed');
  return outcome.result;
}

/** @throws Error when the edit was made. */
export function previewOf(outcome: EditOutcome<unknown>): EditPreview {
  if (outcome.applied) throw new Error('the edit was made');
  return outcome.preview;
}

/** The coded error that an edit is refused with. */
export async function refusalOf(edit: Promise<unknown>): Promise<{ code: string; message: string; details?: object }> {
  const failure = await edit.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure === undefined) throw new Error('the edit was accepted');
  return failure as { code: string; message: string; details?: object };
}
