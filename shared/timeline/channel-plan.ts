import { type Audience, type Condition, conditionKey, matches } from './audience.js';
import type { Grid } from './grid.js';
import { compileLineup, type Lineup } from './lineup.js';
import { type Past, pastGapOf } from './past.js';
import { PlacedEntry } from './placed-entry.js';
import type { Placing } from './schedule.js';
import type { Sequence } from './sequence.js';
import { choose, type SequencePlan } from './sequence-plan.js';

/** A schedule entry, for all audiences. */
export interface PlannedEntry extends Placing<SequencePlan> {
  /** The audiences that it is for; `{}` is everybody. */
  readonly when: Condition;
}

export interface ChannelPlanSource {
  readonly version: number;
  readonly grid: Grid;
  readonly entries: readonly PlannedEntry[];
  /** What is on air in gaps. */
  readonly gapFill: Sequence;
  /** Null where nothing was written down of it. */
  readonly past?: Past | null;
}

/** One version of a channel's schedule, for all audiences. */
export class ChannelPlan {
  readonly version: number;
  readonly grid: Grid;
  readonly entries: readonly PlannedEntry[];
  /** One audience for each way to be treated that a condition gives; first the one of those who gave no token. */
  readonly samples: readonly Audience[];
  /** Each way in which entries and slots are chosen by audience, once: audiences that choose alike are served alike. */
  readonly decisions: readonly (readonly Condition[])[];
  readonly past: Past | null;
  readonly #gapFill: Sequence;
  readonly #lastPlaced: PlacedEntry[] = [];

  constructor({ version, grid, entries, gapFill, past = null }: ChannelPlanSource) {
    this.version = version;
    this.grid = grid;
    this.entries = entries;
    this.past = past;
    this.#gapFill = gapFill;
    this.decisions = distinctDecisions(entries, past);
    const conditions = this.decisions.flat().map((condition) => [conditionKey(condition), condition] as const);
    this.samples = [...new Map([[conditionKey({}), {}], ...conditions]).values()];
  }

  lineupFor(audience: Audience): Lineup {
    const { version, grid } = this;
    const entries = this.entries.flatMap((entry, index) =>
      matches(entry.when, audience) ? [this.#placed(entry, index, audience)] : [],
    );
    return compileLineup({ version, grid, gapFill: this.#gapFill, entries, pastGap: pastGapOf(this.past, audience) });
  }

  /** Audiences with equal signatures have equal lineups; much cheaper than a lineup. */
  signatureOf(audience: Audience): string {
    return signatureOf(this.decisions, audience);
  }

  /** An entry as an audience gets it. Most are the same for everybody: what was made of each last often serves again. */
  #placed(entry: PlannedEntry, index: number, audience: Audience): PlacedEntry {
    const sequences = entry.runs.map(({ sequence }) => sequence?.resolve(audience) ?? null);
    const last = this.#lastPlaced[index];
    if (last?.entry.runs.every(({ sequence }, run) => sequence === sequences[run])) return last;
    const runs = entry.runs.map((run, at) => ({ ...run, sequence: sequences[at] ?? null }));
    const placed = new PlacedEntry({ ...entry, runs });
    this.#lastPlaced[index] = placed;
    return placed;
  }
}

/** Equal for audiences that choose alike. */
export function signatureOf(decisions: readonly (readonly Condition[])[], audience: Audience): string {
  return decisions.map((conditions) => choose(conditions, audience)).join();
}

function distinctDecisions(entries: readonly PlannedEntry[], past: Past | null): (readonly Condition[])[] {
  const sequences = new Set(entries.flatMap(({ runs }) => runs.flatMap(({ sequence }) => sequence ?? [])));
  const conditional = [...entries, ...(past?.ended ?? [])];
  const decisions = [...conditional.map(({ when }) => [when]), ...[...sequences].flatMap((plan) => plan.decisions)];
  const open = decisions.filter(([first]) => first !== undefined && Object.keys(first).length > 0);
  return [...new Map(open.map((conditions) => [conditions.map(conditionKey).join(), conditions])).values()];
}
