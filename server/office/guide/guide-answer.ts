import type { GuideAnswer } from '../../../shared/api/guide.js';
import { frameTimeMs } from '../../../shared/timeline/grid.js';
import type { Millis } from '../../../shared/units.js';
import type { Guide } from './guide.js';
import type { Programme } from './programmes.js';

/** The guide as JSON has it: gaps are marked. */
export function guideAnswer({ channel, grid, programmes, version }: Guide, next: Millis | null): GuideAnswer {
  const told = programmes.map((programme) => line(programme, (frame) => frameTimeMs(grid, frame)));
  return {
    channel: { slug: channel.slug, name: channel.name },
    version,
    from: told[0]!.startsAt,
    to: told.at(-1)!.endsAt,
    programmes: told,
    next,
  };
}

function line(programme: Programme, timeOf: (frame: number) => Millis): GuideAnswer['programmes'][number] {
  const { item, sequenceId, inFrame } = programme;
  const { kind, mediaId, title, slot } = item;
  const span = { startsAt: timeOf(programme.startFrame), endsAt: timeOf(programme.endFrame) };
  if (kind !== 'media' || sequenceId === null) return { kind: kind === 'filler' ? 'filler' : 'slate', ...span };
  return {
    kind,
    mediaId,
    title,
    sequenceId,
    ...(slot === undefined ? {} : { slot }),
    ...span,
    offsetMs: timeOf(inFrame),
  };
}
