import { writeSync } from 'node:fs';
import { ScheduleEditor } from '../../server/office/schedule/schedule-editor.js';
import { Store } from '../../server/office/store/store.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { itemsOfRevision } from './revision-items.js';

/**
 * A process to be killed: edits the schedules of a database as fast as it can, and writes a line for every edit once it
 * is made. Three kinds take turns: a new revision of a sequence that two channels have, an entry put in, the same taken
 * out. It never ends by itself.
 */
const [file = ''] = process.argv.slice(2);
const SLATE = { id: 'slate', objectId: 'slate', title: 'Back soon', fps: 30, frames: 300, createdAtMs: 0 };
const BY = { actor: 'host' };

const store = await Store.open(file, Date.now());
const editor = new ScheduleEditor({
  ...{ store, grid: gridFor(30), slate: SLATE, clock: { now: () => Date.now() } },
  connected: { audiencesOf: () => [] },
});
writeSync(1, 'open\n');
for (;;) {
  const extra = (await store.schedule.listOf('c')).find(({ priority }) => priority === 9);
  if (extra !== undefined) {
    await editor.removeEntry('c', extra.id, BY);
    acknowledge('removed', extra.id);
  }
  const { revision } = (await store.sequences.find('s'))!;
  await editor.editSequence('s', { items: itemsOfRevision(revision + 1) }, BY);
  acknowledge('edited', `${revision + 1}`);
  const startsAt = Date.now() + 86_400_000;
  const added = await editor.addEntry('c', { sequenceId: 's', startsAt, priority: 9 }, BY);
  if (added.applied) acknowledge('added', added.result.id);
}

/** In one write to the pipe: what the parent reads was said before the kill. */
function acknowledge(what: 'added' | 'removed' | 'edited', which: string): void {
  writeSync(1, `${what} ${which}\n`);
}
