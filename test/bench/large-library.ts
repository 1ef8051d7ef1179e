import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Upload } from '@tus/server';
import { UploadStore } from '../../server/office/http/upload-store.js';
import { TrimBook } from '../../server/office/library/trim-book.js';
import { Store } from '../../server/office/store/store.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { percentile } from '../support/statistics.js';
import { makeTempDir } from '../support/temp-dir.js';

const MEDIA = 10_000;
const ENTRIES = 10_000;
const SEQUENCES = 1000;
const UPLOADS = 500;
const GRID = gridFor(30);
const HOUR_MS = 3_600_000;
const READY = { status: 'ready', fps: 30, frames: 3000, layers: [], findings: [] } as const;

/** What one change costs of the processor in a large library: it must not grow with what is in it. */
export async function largeLibrary(): Promise<string> {
  const store = await Store.open(join(makeTempDir('large-library'), 'db'), 0);
  try {
    await fill(store);
    const trims = await TrimBook.create(store, GRID);
    const mediaIds = Array.from({ length: UPLOADS }, () => randomUUID());
    return [
      line('an upload queued, prepared and followed, CPU p95', await eachUpload(store, trims, mediaIds), 10),
      line('an upload begun beside as many unfinished ones, CPU p95', await eachBeginning(), 10),
      line('a sequence followed after an edit, CPU p95', await eachSequence(trims), 10),
      line('a channel of 10 entries loaded, CPU p95', await times(100, () => store.schedule.content('small')), 10),
      line(
        'a media deleted, p95',
        await each(mediaIds.slice(0, 100), (id) => store.library.remove(id, undefined, 0)),
        50,
      ),
    ].join('\n');
  } finally {
    await store.close();
  }
}

async function eachUpload(store: Store, trims: TrimBook, mediaIds: readonly string[]): Promise<number[]> {
  const { library } = store;
  return each(mediaIds, async (id) => {
    await library.add({ id, title: id, source: { sha256: id, bytes: 1, filename: id } }, 2 * ENTRIES);
    await follow(trims, id);
    await library.claim(2 * ENTRIES);
    await library.moveOn(id, 'processing', { ...READY, objectId: id }, 2 * ENTRIES);
    await follow(trims, id);
    await library.needsSource(id);
  });
}

async function follow(trims: TrimBook, mediaId: string): Promise<void> {
  if (trims.names(mediaId)) await trims.needs();
}

async function eachBeginning(): Promise<number[]> {
  const uploads = new UploadStore(makeTempDir('large-uploads'), HOUR_MS, async () => undefined);
  return times(UPLOADS, () => uploads.create(new Upload({ id: randomUUID(), size: 1000, offset: 0 })));
}

function eachSequence(trims: TrimBook): Promise<number[]> {
  const ids = Array.from({ length: 100 }, (_, number) => `sequence-${number}`);
  return each(ids, (id) => trims.readSequence(id));
}

async function fill(store: Store): Promise<void> {
  await store.edit(async ({ media, sequences, channels, schedule }) => {
    for (let number = 0; number < MEDIA; number += 1) {
      const id = `media-${number}`;
      await media.add({ id, objectId: id, title: id, fps: 30, frames: 3000, createdAtMs: number });
    }
    for (let number = 0; number < SEQUENCES; number += 1) {
      const items = Array.from({ length: 10 }, (_, at) => ({ mediaId: `media-${10 * number + at}`, inMs: 500 }));
      await sequences.add({ id: `sequence-${number}`, name: `Sequence ${number}`, items });
    }
    for (const [slug, count] of Object.entries({ large: ENTRIES, small: 10 })) {
      const settings = { visibility: 'public', targetLatencyMs: 200, fillerMediaId: null } as const;
      await channels.add({ slug, name: slug, ...settings });
      await schedule.commit({
        ...{ slug, actor: 'server', action: 'entry-added', summary: {}, atMs: 0, effectiveAtMs: 0 },
        add: Array.from({ length: count }, (_, at) => ({
          ...{
            id: randomUUID(),
            channelSlug: slug,
            sequenceId: `sequence-${at % SEQUENCES}`,
            loops: true,
            priority: 0,
          },
          ...{ startsAtMs: at * HOUR_MS, endsAtMs: (at + 1) * HOUR_MS, repeat: null, timeZone: null, when: {} },
          runs: [{ fromMs: null, revision: 1, originMs: null }],
        })),
      });
    }
  });
}

async function each<T>(things: readonly T[], work: (thing: T) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (const thing of things) {
    const before = process.cpuUsage();
    await work(thing);
    const { user, system } = process.cpuUsage(before);
    took.push((user + system) / 1000);
  }
  return took;
}

function times(count: number, work: () => Promise<unknown>): Promise<number[]> {
  return each(Array.from({ length: count }), work);
}

/** A line of the verdict: met or missed, what, the figure, the target. */
function line(what: string, tookMs: readonly number[], targetMs: number): string {
  const p95 = percentile(tookMs, 95);
  return [p95 <= targetMs ? 'met' : 'missed', what, `${p95.toFixed(1)} ms`, `at most ${targetMs} ms`].join('\t');
}
