import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { build } from 'vite';
import { Store } from '../../server/office/store/store.js';
import { BY, EditorRig, NOW_MS } from '../support/editor-rig.js';
import { itemsOfRevision } from '../support/revision-items.js';
import { seededRandom } from '../support/seeded-random.js';

const PROCESS = fileURLToPath(new URL('../support/schedule-process.js', import.meta.url));
/** Beside the packages, where the database's own binary is found from. */
const BUNDLES = fileURLToPath(new URL('../bundles', import.meta.url));
const KILLS = 200;
/** Databases that are worked on at once: a process takes longer to start than it is let live. */
const LANES = 4;
/** How many edits a process is let make before it is killed, at most, and how long into the next one. */
const MOST_EDITS = 4;
const KILLED_WITHIN_MS = 12;
/** Set to repeat the kills of a run that failed. */
const SEED = Number(process.env['KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const MOST_VERSIONS = 100_000;

describe(`schedules under kill -9 (KILL_SEED=${SEED})`, function () {
  this.timeout(180_000);

  let program: string;
  before(async () => {
    program = await inOneFile(PROCESS);
  });

  it(`TL4 keep every edit that was acknowledged, and no half of any other, killed ${KILLS} times`, async () => {
    const lanes = await Promise.all(Array.from({ length: LANES }, (_, lane) => Lane.create(program, SEED + lane)));
    await Promise.all(lanes.map((lane) => lane.run(KILLS / LANES)));
    const sum = (figure: (lane: Lane) => number) => lanes.reduce((total, lane) => total + figure(lane), 0);
    expect(sum((lane) => lane.acknowledged)).to.be.greaterThan(KILLS);
  });
});

/** A program with all that it imports: it starts in half the time. */
async function inOneFile(entry: string): Promise<string> {
  await build({
    ...{ configFile: false, logLevel: 'error' },
    build: { ssr: entry, outDir: BUNDLES, target: 'node20' },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  });
  return join(BUNDLES, basename(entry));
}

/** One database, and the processes that edit it and are killed, one after the other. */
class Lane {
  acknowledged = 0;
  readonly #program: string;
  readonly #file: string;
  readonly #random: () => number;
  /** The newest version of channel `c` that has been looked at. */
  #checked = 2;
  #revision = 1;
  /** The entry that comes and goes. */
  #extra: string | undefined;

  private constructor(program: string, file: string, seed: number) {
    this.#program = program;
    this.#file = file;
    this.#random = seededRandom(seed);
  }

  static async create(program: string, seed: number): Promise<Lane> {
    const rig = await EditorRig.open();
    const { editor } = rig;
    const items = itemsOfRevision(1);
    await editor.createSequence({ name: 'S', items }, 's');
    const settings = {
      name: 'D',
      visibility: 'public',
      targetLatencyMs: 200,
      fillerMediaId: null,
      maxViewers: null,
      adaptiveLatency: false,
    } as const;
    await editor.createChannel({ slug: 'd', ...settings }, 'host');
    const loop = { sequenceId: 's', startsAt: NOW_MS, loop: true };
    for (const slug of ['c', 'd']) await editor.addEntry(slug, loop, { ...BY, force: true });
    await rig.close();
    return new Lane(program, rig.file, seed);
  }

  async run(kills: number): Promise<void> {
    for (let kill = 1; kill <= kills; kill++) {
      const said = await this.#killOne();
      await this.#expectAllOf(said, `after kill ${kill}`);
    }
  }

  /** What a process said it had done before it was killed. */
  async #killOne(): Promise<string[]> {
    const child = spawn(process.execPath, [this.#program, this.#file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    const edits = Math.floor(this.#random() * (MOST_EDITS + 1));
    let output = '';
    await new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.split('\n').length - 2 >= edits) resolve();
      });
      child.once('close', () => resolve());
    });
    await sleep(this.#random() * KILLED_WITHIN_MS);
    child.kill('SIGKILL');
    expect(await ended).to.deep.equal([null, 'SIGKILL']);
    return output.split('\n').slice(1, -1);
  }

  async #expectAllOf(said: readonly string[], when: string): Promise<void> {
    const store = await Store.open(this.#file, 0);
    try {
      const done = await this.#doneSince(store, 'c', this.#checked);
      expect(done.slice(0, said.length), `${when}: acknowledged`).to.deep.equal(said);
      expect(done.length - said.length, `${when}: not acknowledged`).to.be.oneOf([0, 1]);
      this.acknowledged += said.length;
      for (const [index, line] of done.entries()) {
        this.#follow(line);
        const last = index >= done.length - 3;
        if (last) await this.#expectVersion(store, this.#checked + index + 1, `${when}: ${line}`);
      }
      this.#checked += done.length;
      await this.#expectWhole(store, when);
    } finally {
      await store.close();
    }
  }

  /** What the history says was done, in the words of the process. */
  async #doneSince(store: Store, slug: string, checked: number): Promise<string[]> {
    const newest = await store.schedule.versions(slug, MOST_VERSIONS);
    expect(newest.map(({ version }) => version)).to.deep.equal(newest.map((_, index) => newest.length - index));
    const since = newest.filter(({ version }) => version > checked).reverse();
    return since.map(({ action, summary }) => {
      const what = { 'entry-added': 'added', 'entry-removed': 'removed', 'sequence-edited': 'edited' }[action];
      return `${what} ${summary['revision'] ?? summary['entryId']}`;
    });
  }

  #follow(line: string): void {
    const [what, which] = line.split(' ');
    if (what === 'edited') this.#revision = Number(which);
    else this.#extra = what === 'added' ? which : undefined;
  }

  async #expectVersion(store: Store, version: number, when: string): Promise<void> {
    const { entries } = (await store.schedule.content('c', { version }))!;
    const extras = entries.filter(({ priority }) => priority === 9).map(({ id }) => id);
    expect(extras, when).to.deep.equal(this.#extra === undefined ? [] : [this.#extra]);
    expect(
      entries.map(({ runs }) => runs.at(-1)!.revision),
      when,
    ).to.deep.equal(entries.map(() => this.#revision));
  }

  /** A revision is on both channels and saved with its items and lengths, or it is nowhere. */
  async #expectWhole(store: Store, when: string): Promise<void> {
    const { revision, items, frames } = (await store.sequences.find('s'))!;
    expect(revision, when).to.equal(this.#revision);
    expect(items, when).to.deep.equal(itemsOfRevision(revision));
    expect(frames, when).to.deep.equal({ a: 300, b: 600 });
    for (const slug of ['c', 'd']) {
      const { channel, entries, revisions } = (await store.schedule.content(slug))!;
      expect(
        entries.map(({ runs }) => runs.at(-1)!.revision),
        when,
      ).to.deep.equal(entries.map(() => revision));
      expect(revisions.at(-1)!.revision, when).to.equal(revision);
      const [newest] = await store.schedule.versions(slug, 1);
      expect(channel.scheduleVersion, when).to.equal(newest!.version);
    }
    const [newest] = (await this.#doneSince(store, 'd', 2)).slice(-1);
    expect(newest, when).to.equal(revision === 1 ? undefined : `edited ${revision}`);
  }
}
