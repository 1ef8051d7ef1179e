/** A frame, and the look at it, are less: only what a viewer would notice moves a cue. */
const NOTICEABLE_S = 0.2;

/**
 * Keeps cues at the instants on air that they were added for. They are timed on the clock of a video element, and that
 * stops with every pause and begins anew with every stream, while the channel goes on.
 */
export class CueKeeper {
  readonly #offsetS: () => number | null;
  /** By cue: the offset at which its times are right. */
  readonly #rightAtS = new WeakMap<TextTrackCue, number>();

  /** @param offsetS global time − the clock of the element; null while that is not known. */
  constructor(offsetS: () => number | null) {
    this.#offsetS = offsetS;
  }

  /** Notes of every cue what it is added for. */
  watch(track: TextTrack): void {
    track.addCue = (cue: TextTrackCue): void => {
      const offsetS = this.#offsetS();
      if (offsetS !== null) this.#rightAtS.set(cue, offsetS);
      TextTrack.prototype.addCue.call(track, cue);
    };
  }

  /** Moves the cues that are off. Those of a disabled track cannot be reached, and are moved when it is on again. */
  keep(tracks: Iterable<TextTrack>): void {
    const offsetS = this.#offsetS();
    if (offsetS === null) return;
    for (const { cues } of tracks) {
      // Moving a cue changes its place in the list.
      for (const cue of [...(cues ?? [])]) this.#move(cue, offsetS);
    }
  }

  #move(cue: TextTrackCue, offsetS: number): void {
    const rightAtS = this.#rightAtS.get(cue);
    if (rightAtS !== undefined && Math.abs(rightAtS - offsetS) < NOTICEABLE_S) return;
    this.#rightAtS.set(cue, offsetS);
    if (rightAtS === undefined) return;
    cue.startTime += rightAtS - offsetS;
    cue.endTime += rightAtS - offsetS;
  }
}
