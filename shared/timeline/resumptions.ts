import type { FrameIndex } from '../units.js';
import type { AiringWindow, WindowSpan } from './airing-window.js';
import { gridFor } from './grid.js';
import { type HeadPiece, itemIndexAt } from './sequence.js';

/** Where a media goes on between two of its GOPs, because something else covered it until then. */
export interface Resumption {
  readonly objectId: string;
  /** The media's own frame that it goes on with. */
  readonly inFrame: FrameIndex;
  /** The frame of the timeline that it goes on at. */
  readonly startFrame: FrameIndex;
}

/** The resumptions of a window, in order; those of the slate are left out. */
export function resumptionsOf(window: AiringWindow): Resumption[] {
  return window.spans.flatMap((span) => resumptionOf(window, span) ?? []);
}

/** The window with what stands in at each of its resumptions, as far as that is there. */
export function withResumptions(
  window: AiringWindow,
  findHead: (objectId: string, inFrame: FrameIndex) => HeadPiece | null,
): AiringWindow {
  const spans = window.spans.map((span) => {
    const resumption = resumptionOf(window, span);
    const head = resumption === undefined ? null : findHead(resumption.objectId, resumption.inFrame);
    return head === null ? span : { ...span, head };
  });
  return { ...window, spans };
}

function resumptionOf({ fps, fromFrame, sequences }: AiringWindow, span: WindowSpan): Resumption | undefined {
  const { startFrame, originFrame } = span;
  // A span that was on air before the window may have begun anywhere.
  if (startFrame < fromFrame) return undefined;
  const sequence = sequences[span.sequence]!;
  const elapsed = (startFrame - originFrame) % sequence.frames;
  const index = itemIndexAt(sequence, elapsed);
  const item = sequence.items[index]!;
  // An item that is shorter than its place is looped there.
  const intoItem = (elapsed - sequence.starts[index]!) % item.frames;
  const inFrame = item.inFrame + intoItem;
  const { framesPerGop, framesPerStep } = gridFor(fps);
  const isBetweenGops = inFrame % framesPerGop !== 0 && inFrame % framesPerStep === 0;
  if (intoItem === 0 || !isBetweenGops || item.kind === 'slate') return undefined;
  return { objectId: item.objectId, inFrame, startFrame };
}
