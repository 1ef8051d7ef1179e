import type { Lineup } from '../../shared/timeline/lineup.js';

const MOST_LINEUPS = 500;

/** The lineups of one schedule version by audience signature; the one unused for longest gives way. */
export class LineupCache {
  readonly #compiled = new Map<string, Lineup>();

  /** @param compile is asked for a lineup that is not at hand. */
  get(signature: string, compile: () => Lineup): Lineup {
    const lineup = this.#compiled.get(signature) ?? compile();
    // Put in again it is the youngest: a map keeps the order of its insertions.
    this.#compiled.delete(signature);
    this.#compiled.set(signature, lineup);
    if (this.#compiled.size > MOST_LINEUPS) this.#compiled.delete(this.#compiled.keys().next().value!);
    return lineup;
  }
}
