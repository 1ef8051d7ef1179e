import type { Lineup } from '../../shared/timeline/lineup.js';
import { type FragmentSlot, fragmentSlotAt } from '../../shared/timeline/window.js';
import type { FrameIndex } from '../../shared/units.js';

interface Term {
  readonly fromFrame: FrameIndex;
  readonly lineup: Lineup;
}

/** The lineups that a feed plays, one after the other: each is in force from a frame of its own until the next one's. */
export class LineupSuccession {
  #terms: Term[];

  constructor(lineup: Lineup) {
    this.#terms = [{ fromFrame: Number.NEGATIVE_INFINITY, lineup }];
  }

  /** The lineup that is in force in the end, and may not be yet. */
  get latest(): Lineup {
    return this.#terms.at(-1)!.lineup;
  }

  /** Puts a lineup in force from a frame on, in place of all that were to take over at that frame or later. */
  replaceFrom(fromFrame: FrameIndex, lineup: Lineup): void {
    this.#terms = [...this.#terms.filter((term) => term.fromFrame < fromFrame), { fromFrame, lineup }];
  }

  /** Forgets the lineups that were over before a frame. */
  forgetBefore(frame: FrameIndex): void {
    const inForce = this.#terms.findLastIndex(({ fromFrame }) => fromFrame <= frame);
    this.#terms.splice(0, inForce);
  }

  /** The slot that a frame plays out of. It runs on through a change of lineups where both play the same. */
  slotAt(frame: FrameIndex): FragmentSlot {
    const inForce = this.#terms.findLastIndex(({ fromFrame }) => fromFrame <= frame);
    let slot = slotOf(this.#terms[inForce]!, frame);
    for (const term of this.#terms.slice(inForce + 1)) {
      if (slot.endFrame < term.fromFrame) break;
      const after = slotOf(term, term.fromFrame);
      if (!playTheSame(slot, after)) return { ...slot, endFrame: term.fromFrame };
      slot = { ...slot, endFrame: after.endFrame };
    }
    return slot;
  }
}

function slotOf({ fromFrame, lineup }: Term, frame: FrameIndex): FragmentSlot {
  const slot = fragmentSlotAt(lineup, frame);
  const cutFrames = Math.max(0, fromFrame - slot.startFrame);
  return { ...slot, startFrame: slot.startFrame + cutFrames, firstFrame: slot.firstFrame + cutFrames };
}

/** Whether two slots show the same frames of the same fragment at the same instants, as far as both reach. */
export function playTheSame(a: FragmentSlot, b: FragmentSlot): boolean {
  return (
    a.objectId === b.objectId &&
    a.fragment === b.fragment &&
    a.startFrame - a.firstFrame === b.startFrame - b.firstFrame
  );
}
