import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Store } from '../../server/office/store/store.js';
import { makeStation, type Station, testLibrary } from '../support/station.js';

const DAY_MS = 86_400_000;
const ENTRY_MS = 10 * 60_000;

export interface BusyStation extends Station {
  /** A channel with nothing but the entries, one behind the other from the Monday of this week on, in UTC. */
  readonly busyChannel: string;
  readonly titleOf: (number: number) => string;
}

/** A data folder with many media in the library, all of one prepared object, and many entries in one week. */
export async function makeBusyStation(mediaCount: number, entryCount: number): Promise<BusyStation> {
  const library = await testLibrary();
  const station = await makeStation(library);
  const [{ objectId, frames }] = library.items as [(typeof library.items)[number]];
  const { fps } = library.house;
  const titleOf = (number: number) => `Clip ${String(number).padStart(5, '0')}`;
  const nowMs = Date.now();
  const busyChannel = 'busy';
  const store = await Store.open(join(station.dataDir, 'streamsync.db'), nowMs);
  try {
    for (let number = 0; number < mediaCount; number += 1) {
      const media = { id: randomUUID(), objectId, title: titleOf(number), fps, frames };
      await store.media.add({ ...media, createdAtMs: nowMs - number * 1000 });
    }
    const sequenceId = randomUUID();
    const items = library.items.map(({ mediaId }) => ({ mediaId }));
    await store.sequences.add({ id: sequenceId, name: 'Programme', items });
    await store.channels.add({
      ...{ slug: busyChannel, name: 'Busy', visibility: 'public', targetLatencyMs: 200, fillerMediaId: null },
    });
    const mondayMs = mondayBefore(nowMs);
    await store.schedule.commit({
      ...{ slug: busyChannel, actor: 'server', action: 'entry-added', summary: {}, atMs: 0, effectiveAtMs: 0 },
      add: Array.from({ length: entryCount }, (_, index) => ({
        ...{ id: randomUUID(), channelSlug: busyChannel, sequenceId, loops: true, priority: index % 3 },
        ...{ startsAtMs: mondayMs + index * ENTRY_MS, endsAtMs: mondayMs + (index + 1) * ENTRY_MS },
        ...{ repeat: null, timeZone: null, when: {}, runs: [{ fromMs: null, revision: 1, originMs: null }] },
      })),
    });
  } finally {
    await store.close();
  }
  return { ...station, busyChannel, titleOf };
}

function mondayBefore(atMs: number): number {
  const sinceMonday = (new Date(atMs).getUTCDay() + 6) % 7;
  return Math.floor(atMs / DAY_MS - sinceMonday) * DAY_MS;
}
