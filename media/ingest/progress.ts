/**
 * Takes the lines of ffmpeg's `-progress` report (`key=value`, a block every half second).
 * ffmpeg's `out_time_ms` is in microseconds too, so only `out_time_us` is read.
 */
export class ProgressReport {
  #outTimeS = 0;
  #frames = 0;

  /** @returns whether the line shows that ffmpeg got on. */
  push(line: string): boolean {
    const match = /^(out_time_us|frame)=\s*(-?\d+)$/.exec(line);
    if (match === null) return false;
    const value = Number(match[2]);
    if (match[1] === 'frame') {
      const gotOn = value > this.#frames;
      this.#frames = Math.max(this.#frames, value);
      return gotOn;
    }
    const gotOn = value / 1e6 > this.#outTimeS;
    this.#outTimeS = Math.max(this.#outTimeS, value / 1e6);
    return gotOn;
  }

  /** How much has been written, in seconds. */
  get outTimeS(): number {
    return this.#outTimeS;
  }
}
