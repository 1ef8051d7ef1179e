import type { NowAnswer, NowItem } from '../../../shared/api/now.js';
import { gapAround } from '../../../shared/timeline/gap.js';
import { frameAt, frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Lineup } from '../../../shared/timeline/lineup.js';
import { positionAtFrame } from '../../../shared/timeline/position.js';
import type { FrameIndex, Millis } from '../../../shared/units.js';

/** What is on air at an instant on the lineup that is in force then, and what the lineup has after it. */
export function onAirAt(lineup: Lineup, atMs: Millis): NowAnswer {
  const current = itemAt(lineup, frameAt(lineup.grid, atMs));
  return {
    at: atMs,
    version: lineup.version,
    lineup: lineup.key,
    item: current.item,
    next: itemAt(lineup, current.endFrame).item,
  };
}

function itemAt(lineup: Lineup, frame: FrameIndex): { item: NowItem; endFrame: FrameIndex } {
  const { airing, mediaFrame } = positionAtFrame(lineup, frame);
  const { kind, mediaId, title, slot } = airing.item;
  const { startFrame, endFrame } = airing.sequenceId === null ? wholeGap(lineup, frame, airing) : airing;
  const timeOf = (at: FrameIndex) => frameTimeMs(lineup.grid, at);
  return {
    item: {
      ...{ kind, mediaId, title },
      ...(airing.sequenceId === null ? {} : { sequenceId: airing.sequenceId }),
      ...(slot === undefined ? {} : { slot }),
      startsAt: timeOf(startFrame),
      endsAt: timeOf(endFrame),
      offsetMs: timeOf(mediaFrame),
      frame: mediaFrame,
    },
    endFrame,
  };
}

interface Stay {
  readonly startFrame: FrameIndex;
  readonly endFrame: FrameIndex;
}

/** A gap, or the slate, however often it loops; the turn that is on air where no end is in reach. */
function wholeGap(lineup: Lineup, frame: FrameIndex, turn: Stay): Stay {
  const { startFrame, endFrame } = gapAround(lineup, frame);
  return endFrame === null ? turn : { startFrame: startFrame ?? turn.startFrame, endFrame };
}
