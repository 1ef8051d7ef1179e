import { join } from 'node:path';
import type { HouseFormat } from '../../../media/house.js';
import { prepareMedia } from '../../../media/ingest/prepare.js';
import { withTempDir } from '../../../media/ingest/with-temp-dir.js';
import type { Clock } from '../../../media/playout/clock.js';
import type { BlobStore } from '../../../media/store/blob-store.js';
import type { Logger } from '../../log/logger.js';
import { factsOf } from '../library/prepare-source.js';
import type { ScheduleEditor } from '../schedule/schedule-editor.js';
import type { Store } from '../store/store.js';
import type { DemoClip } from './demo-clips.js';
import { DEMO_CLIPS, makeDemoClip } from './demo-clips.js';

const MADE = 'demo';
const SLUG = 'demo';
const SEQUENCE_ID = 'demo';
const TARGET_LATENCY_MS = 200;
const ACTOR = 'server';

export interface DemoDeps {
  readonly blobs: BlobStore;
  readonly house: HouseFormat;
  readonly workDir: string;
  readonly clock: Clock;
  readonly tools: { readonly ffmpeg: string; readonly ffprobe: string };
  readonly store: Store;
  readonly editor: ScheduleEditor;
  readonly logger: Logger;
}

/**
 * Makes the demo channel, once in the life of a data folder: a host who deletes it is not given it again. Each step
 * leaves what a start that was cut off has done already.
 */
export async function ensureDemo(deps: DemoDeps): Promise<void> {
  const { store, editor } = deps;
  if ((await store.settings.get(MADE)) !== undefined) return;
  const mediaIds: string[] = [];
  for (const [index, clip] of DEMO_CLIPS.entries()) {
    deps.logger.info(`making the demo, first start only: clip ${index + 1} of ${DEMO_CLIPS.length}, "${clip.title}"`);
    mediaIds.push(await ensureClip(clip, deps));
  }
  if ((await store.sequences.find(SEQUENCE_ID)) === undefined) {
    await editor.createSequence({ name: 'Demo', items: mediaIds.map((mediaId) => ({ mediaId })) }, SEQUENCE_ID);
  }
  if ((await store.channels.find(SLUG)) === undefined) {
    const settings = {
      visibility: 'public',
      targetLatencyMs: TARGET_LATENCY_MS,
      maxViewers: null,
      adaptiveLatency: false,
    } as const;
    await editor.createChannel({ slug: SLUG, name: 'Demo channel', fillerMediaId: null, ...settings }, ACTOR);
  }
  if ((await store.schedule.listOf(SLUG)).length === 0) {
    const entry = { sequenceId: SEQUENCE_ID, startsAt: deps.clock.now(), loop: true };
    // Nobody watches yet: it may start at once.
    await editor.addEntry(SLUG, entry, { actor: ACTOR, force: true });
  }
  await store.settings.set(MADE, 'made');
}

async function ensureClip(clip: DemoClip, deps: DemoDeps): Promise<string> {
  const { store, blobs, house, workDir, tools, clock } = deps;
  const mediaId = `demo-${clip.id}`;
  if ((await store.media.find(mediaId)) !== undefined) return mediaId;
  await withTempDir(workDir, async (dir) => {
    const sourcePath = join(dir, `${clip.id}.mp4`);
    await makeDemoClip(clip, sourcePath, { ffmpeg: tools.ffmpeg, house, clock });
    const facts = factsOf(await prepareMedia({ sourcePath, house }, { store: blobs, workDir: dir, tools, clock }));
    await store.media.add({ id: mediaId, title: clip.title, createdAtMs: Math.floor(clock.now()), ...facts }, facts);
  });
  return mediaId;
}
