import { type Library, makeLibrary } from '../support/station.js';

const HOUSE_720P = { fps: 30, width: 1280, height: 720 };

/** One clip at the rates that real 720p footage comes to: noise that fills the main layer's limit is mixed in. */
export function makeBenchLibrary(seconds: number): Promise<Library> {
  return makeLibrary([{ clip: 1, frames: seconds * HOUSE_720P.fps, detail: 0.3 }], HOUSE_720P);
}
