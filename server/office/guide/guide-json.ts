import type { GuideAnswer } from '../../../shared/api/guide.js';
import { frameTimeMs } from '../../../shared/timeline/grid.js';
import { type Guide, titleOf } from './guide.js';
import type { Programme } from './programmes.js';
import type { GuideWriter } from './write-guide.js';

/** The guide as JSON has it: gaps are marked. */
export const guideJson: GuideWriter = {
  begin({ channel: { slug, name }, version, programmes, grid }) {
    const from = frameTimeMs(grid, programmes[0]!.startFrame);
    const to = frameTimeMs(grid, programmes.at(-1)!.endFrame);
    const head: Omit<GuideAnswer, 'programmes' | 'next'> = { channel: { slug, name }, version, from, to };
    return `${JSON.stringify(head).slice(0, -1)},"programmes":[`;
  },
  part(guide, _links, programmes, isFirst) {
    const lines = programmes.map((programme) => JSON.stringify(line(guide, programme))).join();
    return isFirst ? lines : `,${lines}`;
  },
  end: ({ nextMs: next }) => `],${JSON.stringify({ next } satisfies Pick<GuideAnswer, 'next'>).slice(1)}`,
};

function line({ grid, sequenceNames }: Guide, programme: Programme): GuideAnswer['programmes'][number] {
  const { item, sequenceId, inFrame, startFrame, endFrame, isWhole } = programme;
  const { kind, mediaId, title, slot } = item;
  const span = { startsAt: frameTimeMs(grid, startFrame), endsAt: frameTimeMs(grid, endFrame) };
  if (sequenceId === null) return { kind: kind === 'filler' ? 'filler' : 'slate', ...span };
  if (isWhole) return { kind: 'sequence', title: titleOf(programme, sequenceNames), sequenceId, ...span };
  return {
    ...{ kind: 'media', mediaId, title, sequenceId },
    ...(slot === undefined ? {} : { slot }),
    ...span,
    offsetMs: frameTimeMs(grid, inFrame),
  };
}
