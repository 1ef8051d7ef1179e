import { expect } from 'chai';
import fc from 'fast-check';
import type { ChannelDirectory } from '../../../../../server/office/planning/channel-directory.js';
import { planChannel } from '../../../../../server/office/planning/channel-timeline.js';
import type { EditOptions, EditOutcome } from '../../../../../server/office/schedule/schedule-editor.js';
import { Store } from '../../../../../server/office/store/store.js';
import type { EntryEdit } from '../../../../../shared/api/schedule.js';
import { CodedError } from '../../../../../shared/errors.js';
import { type Audience, matches } from '../../../../../shared/timeline/audience.js';
import { frameAt } from '../../../../../shared/timeline/grid.js';
import { positionAtFrame } from '../../../../../shared/timeline/position.js';
import { stretchesBetween } from '../../../../../shared/timeline/schedule.js';
import { directoryOf } from '../../../../support/channel-directory.js';
import { BY, EditorRig, itemsOf, previewOf } from '../../../../support/editor-rig.js';

const SECOND_MS = 1000;
const AUDIENCES: readonly Audience[] = [
  {},
  { lang: 'fr' },
  { viewer: 'bob' },
  { lang: 'fr', viewer: 'bob' },
  { lang: 'de' },
];
/** Instants that versions are compared at, seconds from now. */
const LOOK_AT_S = [0, 1, 7, 30, 61, 200, 3600, 86_400, 86_460];

/** Refusals that an edit may meet; anything else is a fault. */
const REFUSALS: readonly string[] = [
  ...['schedule-conflict', 'on-air-change', 'bad-request', 'entry-unknown', 'version-unknown', 'version-incomplete'],
];

const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }).map((list) => list.join(''));
const sequence = fc.constantFrom('s1', 's2', 's3');
const seconds = fc.integer({ min: -60, max: 300 });
const when = fc.constantFrom<Audience[]>({}, {}, { lang: 'fr' }, { viewer: 'bob' });
/** Without a sequence it is the slate's. */
const entry = fc.record(
  {
    sequenceId: fc.oneof({ weight: 4, arbitrary: sequence }, { weight: 1, arbitrary: fc.constant(null) }),
    startsInS: seconds,
    lastsS: fc.option(fc.integer({ min: 1, max: 200 })),
    loop: fc.boolean(),
    repeat: fc.option(fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TU', 'FREQ=DAILY;BYHOUR=11,12,13')),
    priority: fc.integer({ min: 0, max: 2 }),
    when,
  },
  { requiredKeys: ['sequenceId', 'startsInS'] },
);
type Entry = typeof entry extends fc.Arbitrary<infer Value> ? Value : never;

const edit = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), forS: fc.integer({ min: 0, max: 90 }) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('add' as const), entry }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('change' as const), which: fc.nat(20), entry }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('sequence' as const), id: sequence, media: letters }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('filler' as const), id: fc.constantFrom('filler', 'b', null) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undo' as const), which: fc.nat(20) }) },
);
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

describe('random edits of a schedule', function () {
  this.timeout(120_000);

  it('TL4 TL5 TL2 never move what is on air, never put nothing or two things on it, and never rewrite the past', async () => {
    let accepted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 5, maxLength: 25 }), async (edits) => {
        const rig = await EditorRig.open();
        const running = directoryOf({ store: rig.store, grid: rig.grid, slate: rig.slate });
        rig.connected.push(...AUDIENCES);
        try {
          for (const [id, media] of Object.entries({ s1: 'ab', s2: 'c', s3: 'abc' })) await rig.sequence(media, id);
          await running.lineup('c', {});
          const seen: { atMs: number; onAir: string[] }[] = [];
          for (const one of edits) {
            if (one.kind === 'wait') {
              await rig.clock.advance(one.forS * SECOND_MS);
              const atMs = rig.clock.now();
              seen.push({ atMs, onAir: await onAirThen(rig, atMs) });
              continue;
            }
            const before = await snapshot(rig);
            await expectOneVerdict(rig, one);
            if (await tryEdit(rig, one)) {
              accepted += 1;
              await expectUndisturbed(rig, before);
            } else {
              refused += 1;
              expect(await snapshot(rig), 'after a refusal').to.deep.equal(before);
            }
            await expectSound(rig);
          }
          await running.refresh('c');
          await expectSameAfterRestart(rig, running);
          for (const { atMs, onAir } of seen) expect(await onAirThen(rig, atMs), `at ${atMs}`).to.deep.equal(onAir);
        } finally {
          await rig.close();
        }
      }),
      { numRuns: 25 },
    );
    expect(accepted, 'accepted edits').to.be.greaterThan(40);
    expect(refused, 'refused edits').to.be.greaterThan(40);
  });

  it('TL4 TL5 that are made at once are versions in order, and none moves what is on air or overlaps another', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(edit, { minLength: 2, maxLength: 5 }), { maxLength: 5 }), async (groups) => {
        const rig = await EditorRig.open();
        rig.connected.push(...AUDIENCES);
        try {
          for (const [id, media] of Object.entries({ s1: 'ab', s2: 'c', s3: 'abc' })) await rig.sequence(media, id);
          for (const group of groups) {
            const before = await snapshot(rig);
            const edits = group.flatMap((one) => (one.kind === 'wait' ? [] : [tryEdit(rig, one)]));
            accepted += (await Promise.all(edits)).filter((isAccepted) => isAccepted).length;
            await expectUndisturbed(rig, before);
            await expectSound(rig);
          }
          const versions = (await rig.store.schedule.versions('c', 1000)).reverse();
          expect(versions.map(({ version }) => version)).to.deep.equal(versions.map((_, index) => index + 1));
          const effective = versions.map(({ effectiveAtMs }) => effectiveAtMs);
          expect(effective).to.deep.equal([...effective].sort((a, b) => a - b));
        } finally {
          await rig.close();
        }
      }),
      { numRuns: 25 },
    );
    expect(accepted, 'accepted edits').to.be.greaterThan(20);
  });
});

/** Whether the edit was accepted. */
async function tryEdit(rig: EditorRig, one: Exclude<Edit, { kind: 'wait' }>): Promise<boolean> {
  try {
    await applyEdit(rig, one);
    return true;
  } catch (error) {
    if (error instanceof CodedError && REFUSALS.includes(error.code)) return false;
    throw error;
  }
}

/** A dry run says that an edit needs force if and only if it lists a change that begins at once. */
async function expectOneVerdict(rig: EditorRig, one: Exclude<Edit, { kind: 'wait' }>): Promise<void> {
  try {
    const { needsForce, channels } = previewOf(await applyEdit(rig, one, { ...BY, dryRun: true }));
    const isListed = channels.some(({ effectiveAt, audiences }) =>
      audiences.some(({ changes }) => changes.some(({ from }) => from === effectiveAt)),
    );
    expect(isListed, JSON.stringify(one)).to.equal(needsForce);
  } catch (error) {
    if (!(error instanceof CodedError && REFUSALS.includes(error.code))) throw error;
  }
}

async function applyEdit(
  { editor, store, clock }: EditorRig,
  one: Exclude<Edit, { kind: 'wait' }>,
  by: EditOptions = BY,
): Promise<EditOutcome<unknown>> {
  const entryIds = (await store.schedule.listOf('c')).map(({ id }) => id);
  const pick = (which: number) => entryIds[which % Math.max(1, entryIds.length)] ?? 'none';
  switch (one.kind) {
    case 'add':
      return editor.addEntry('c', settings(one.entry, clock.now()), by);
    case 'change': {
      const { sequenceId: _, startsAt: _startsAt, ...change } = settings(one.entry, clock.now());
      return editor.editEntry('c', pick(one.which), change satisfies EntryEdit, by);
    }
    case 'remove':
      return editor.removeEntry('c', pick(one.which), by);
    case 'sequence':
      return editor.editSequence(one.id, { items: itemsOf(one.media) }, by);
    case 'filler':
      return editor.editChannel('c', { fillerMediaId: one.id }, by);
    case 'undo':
      return editor.undo('c', one.which + 1, by);
  }
}

function settings({ startsInS, lastsS, ...rest }: Entry, nowMs: number) {
  const startsAt = nowMs + startsInS * SECOND_MS;
  return { ...rest, startsAt, ...(lastsS == null ? {} : { endsAt: startsAt + lastsS * SECOND_MS }) };
}

/** All that an edit could change. */
async function snapshot({ store }: EditorRig) {
  const [content, sequences, versions] = await Promise.all([
    store.schedule.content('c'),
    store.sequences.list(),
    store.schedule.versions('c', 1),
  ]);
  return { content: content!, sequences, versions };
}

async function expectUndisturbed(rig: EditorRig, { content: before }: Awaited<ReturnType<typeof snapshot>>) {
  const after = (await rig.store.schedule.content('c'))!;
  const frame = frameAt(rig.grid, after.effectiveAtMs);
  const [was, is] = [before, after].map((content) => planChannel(content, rig.grid, rig.slate));
  for (const audience of AUDIENCES) {
    const [a, b] = [was!, is!].map((plan) => positionAtFrame(plan.lineupFor(audience), frame));
    const what = ({ airing: { item }, mediaFrame }: NonNullable<typeof a>) =>
      `${item.kind} ${item.mediaId}@${mediaFrame}`;
    expect(what(b!), `for ${JSON.stringify(audience)}`).to.equal(what(a!));
  }
}

/** TL1, TL5: exactly one thing is on air, and no two entries of one priority want to be. */
async function expectSound(rig: EditorRig): Promise<void> {
  const plan = await rig.plan();
  for (const inS of LOOK_AT_S) {
    const frame = frameAt(rig.grid, rig.clock.now() + 300 + inS * SECOND_MS);
    for (const audience of AUDIENCES) {
      const { startFrame, endFrame } = positionAtFrame(plan.lineupFor(audience), frame).airing;
      expect(startFrame).to.be.at.most(frame);
      expect(endFrame).to.be.above(frame);
      const wanting = plan.entries.filter(
        (one) => matches(one.when, audience) && stretchesBetween(one, frame, frame + 1).length > 0,
      );
      const top = Math.max(...wanting.map(({ priority }) => priority));
      expect(wanting.filter(({ priority }) => priority === top).length, `in ${inS} s`).to.be.at.most(1);
    }
  }
}

/** TL2: what another process finds in the database puts the same on air as what is running. */
async function expectSameAfterRestart(rig: EditorRig, running: ChannelDirectory): Promise<void> {
  const fresh = await Store.open(rig.file, 0);
  try {
    const plan = planChannel((await fresh.schedule.content('c'))!, rig.grid, rig.slate);
    for (const audience of AUDIENCES) {
      const lineup = await running.lineup('c', audience);
      const other = plan.lineupFor(audience);
      expect(other.key).to.equal(lineup.key);
      for (const inS of LOOK_AT_S) {
        const frame = frameAt(rig.grid, rig.clock.now() + inS * SECOND_MS);
        expect(positionAtFrame(other, frame)).to.deep.equal(positionAtFrame(lineup, frame));
      }
    }
  } finally {
    await fresh.close();
  }
}

function onAirThen(rig: EditorRig, atMs: number): Promise<string[]> {
  return Promise.all(AUDIENCES.map((audience) => rig.onAir(atMs, audience)));
}
