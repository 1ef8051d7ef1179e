import type { FrameIndex } from '../units.js';
import type { Lineup } from './lineup.js';
import type { Airing } from './position.js';
import { airingAtFrame } from './position.js';

/** Every airing that touches [fromFrame, toFrame), in order, without gaps; at most `limit` of them. */
export function airingsIn(lineup: Lineup, fromFrame: FrameIndex, toFrame: FrameIndex, limit: number): Airing[] {
  const airings: Airing[] = [];
  let frame = fromFrame;
  while (frame < toFrame && airings.length < limit) {
    const airing = airingAtFrame(lineup, frame);
    airings.push(airing);
    frame = airing.endFrame;
  }
  return airings;
}

/** A stored fragment that will be on air. */
export interface FragmentNeed {
  readonly mediaId: string;
  readonly fragment: number;
  /** The first global frame that needs it. */
  readonly neededFromFrame: FrameIndex;
}

/** Every fragment that playing [fromFrame, toFrame) takes, in the order it is needed. */
export function fragmentsIn(lineup: Lineup, fromFrame: FrameIndex, toFrame: FrameIndex): FragmentNeed[] {
  const needs: FragmentNeed[] = [];
  let frame = fromFrame;
  while (frame < toFrame) {
    const airing = airingAtFrame(lineup, frame);
    for (const untilFrame = Math.min(airing.endFrame, toFrame); frame < untilFrame; ) {
      const mediaFrame = airing.inFrame + frame - airing.startFrame;
      const fragment = Math.floor(mediaFrame / lineup.grid.framesPerGop);
      needs.push({ mediaId: airing.mediaId, fragment, neededFromFrame: frame });
      frame += (fragment + 1) * lineup.grid.framesPerGop - mediaFrame;
    }
    frame = Math.min(frame, airing.endFrame);
  }
  return needs;
}
