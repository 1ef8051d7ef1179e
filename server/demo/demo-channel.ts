import { join } from 'node:path';
import { prepareMedia } from '../../media/ingest/prepare.js';
import { gridFor, snapToGrid } from '../../shared/timeline/grid.js';
import { factsOf } from '../library/prepare-source.js';
import type { Logger } from '../log/logger.js';
import type { Store } from '../store/store.js';
import type { PreparationRoom } from './built-in-slate.js';
import { withTempDir } from './built-in-slate.js';
import type { DemoClip } from './demo-clips.js';
import { DEMO_CLIPS, makeDemoClip } from './demo-clips.js';

const MADE = 'demo';
const SLUG = 'demo';
const SEQUENCE_ID = 'demo';
const TARGET_LATENCY_MS = 200;

export interface DemoDeps extends PreparationRoom {
  readonly store: Store;
  readonly logger: Logger;
}

/**
 * Makes the demo channel, once in the life of a data folder: a host who deletes it is not given it again. Each step
 * leaves what a start that was cut off has done already.
 */
export async function ensureDemo(deps: DemoDeps): Promise<void> {
  const { store } = deps;
  if ((await store.settings.get(MADE)) !== undefined) return;
  const mediaIds: string[] = [];
  for (const [index, clip] of DEMO_CLIPS.entries()) {
    deps.logger.info(`making the demo, first start only: clip ${index + 1} of ${DEMO_CLIPS.length}, "${clip.title}"`);
    mediaIds.push(await ensureClip(clip, deps));
  }
  if (!(await store.sequences.list()).some(({ id }) => id === SEQUENCE_ID)) {
    await store.sequences.add({ id: SEQUENCE_ID, name: 'Demo', items: mediaIds.map((mediaId) => ({ mediaId })) });
  }
  if ((await store.channels.find(SLUG)) === undefined) {
    await store.channels.add({
      slug: SLUG,
      name: 'Demo channel',
      visibility: 'public',
      targetLatencyMs: TARGET_LATENCY_MS,
      fillerMediaId: null,
    });
  }
  if ((await store.schedule.listOf(SLUG)).length === 0) {
    await store.schedule.add({
      id: SLUG,
      channelSlug: SLUG,
      sequenceId: SEQUENCE_ID,
      startsAtMs: snapToGrid(gridFor(deps.house.fps), deps.clock.now()),
      endsAtMs: null,
      loops: true,
      priority: 0,
    });
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
