import { type Audience, type Condition, conditionKey, matches } from './audience.js';
import { compilePlaces, type Item, type Place, type Sequence } from './sequence.js';

const MOST_VARIATIONS_KEPT = 64;

/** One position of a sequence as authored: an item, or a slot whose item each audience has its own. */
export interface PlannedItem {
  /** Equal for positions that were written alike: how an item is known again in another revision. */
  readonly identity: string;
  /** How long it is on air, for every audience: they rejoin on the frame. */
  readonly frames: number;
  /** The first that fits the audience is on air; when none does, or none is left, the pad. */
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly when: Condition;
  readonly item: Item;
}

/** One revision of a sequence, for all audiences. */
export class SequencePlan {
  /** Null for the slate. */
  readonly id: string | null;
  readonly revision: number;
  readonly items: readonly PlannedItem[];
  /** `starts[i]` is the frame that position i starts at; one more than there are positions. */
  readonly starts: Float64Array;
  readonly frames: number;
  /** Each distinct list of conditions to choose by. */
  readonly decisions: readonly (readonly Condition[])[];
  readonly #decisionOf: readonly number[];
  readonly #pad: Item;
  readonly #variations = new Map<string, Sequence>();

  /** `pad` fills what a choice leaves free of its position. */
  constructor(id: string | null, revision: number, items: readonly PlannedItem[], pad: Item) {
    this.id = id;
    this.revision = revision;
    this.items = items;
    this.#pad = pad;
    this.starts = new Float64Array(items.length + 1);
    for (const [index, { frames }] of items.entries()) this.starts[index + 1] = this.starts[index]! + frames;
    this.frames = this.starts[items.length]!;
    const decisions = new Map<string, number>();
    const distinct: Condition[][] = [];
    this.#decisionOf = items.map(({ choices }) => {
      const key = choices.map(({ when }) => conditionKey(when)).join();
      const known = decisions.get(key);
      if (known !== undefined) return known;
      decisions.set(key, distinct.length);
      return distinct.push(choices.map(({ when }) => when)) - 1;
    });
    this.decisions = distinct;
  }

  /** What an audience gets of it; null when nothing can be on air. Audiences that choose alike share one. */
  resolve(audience: Audience): Sequence | null {
    if (!(this.frames > 0)) return null;
    const chosen = this.decisions.map((conditions) => choose(conditions, audience));
    const key = chosen.join();
    const known = this.#variations.get(key);
    if (known !== undefined) return known;
    const places = this.items.flatMap((item, index) => this.#fit(item, index, chosen[this.#decisionOf[index]!]!));
    const sequence = compilePlaces(this.id, this.revision, places);
    if (this.#variations.size >= MOST_VARIATIONS_KEPT) {
      this.#variations.delete(this.#variations.keys().next().value!);
    }
    this.#variations.set(key, sequence);
    return sequence;
  }

  /** Cuts what is too long for its position, and pads what is too short. */
  #fit({ frames, choices }: PlannedItem, authoredIndex: number, chosen: number): Place[] {
    if (frames === 0) return [];
    const item = choices[chosen]?.item;
    const pad = (padFrames: number): Place[] => [{ item: this.#pad, frames: padFrames, authoredIndex }];
    if (item === undefined) return pad(frames);
    if (item.frames === frames) return [{ item, frames, authoredIndex }];
    if (item.frames > frames) return [{ item: { ...item, frames }, frames, authoredIndex }];
    return [{ item, frames: item.frames, authoredIndex }, ...pad(frames - item.frames)];
  }
}

/** The index of the first condition that an audience meets, or -1. */
export function choose(conditions: readonly Condition[], audience: Audience): number {
  return conditions.findIndex((condition) => matches(condition, audience));
}
