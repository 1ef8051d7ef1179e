import type { Guide, GuideLinks } from '../../../../../server/office/guide/guide.js';
import { type GuideWriter, writeGuide } from '../../../../../server/office/guide/write-guide.js';
import { gridFor } from '../../../../../shared/timeline/grid.js';
import { item } from '../../../../support/timeline-items.js';

const grid = gridFor(30);
const START_MS = Date.UTC(2026, 2, 29, 0, 59, 50);

/** Every programme lasts 10.5 s, one after the other. */
export function guideOf(...titles: (string | { gap: true })[]): Guide {
  const frames = 315;
  const firstFrame = (START_MS / 1000) * grid.fps;
  return {
    channel: { slug: 'films', name: 'Films & more' },
    grid,
    version: 7,
    revisedAtMs: Date.UTC(2026, 2, 28, 12),
    programmes: titles.map((title, index) => ({
      item:
        typeof title === 'string'
          ? item(`m${index}`, frames, { title })
          : item('slate', frames, { kind: 'slate', title: 'Slate' }),
      sequenceId: typeof title === 'string' ? 's' : null,
      startFrame: firstFrame + index * frames,
      endFrame: firstFrame + (index + 1) * frames,
      inFrame: 0,
      isWhole: false,
    })),
    sequenceNames: new Map([['s', 'Season']]),
    nextMs: null,
  };
}

const LINKS: GuideLinks = {
  watch: 'https://tv.example/watch/films',
  poster: 'https://tv.example/api/v1/channels/films/poster.jpg',
  next: null,
};

export function written(writer: GuideWriter, guide: Guide, links: Partial<GuideLinks> = {}): Promise<string> {
  return writeGuide(writer, guide, { ...LINKS, ...links });
}

/** What titles may hold, and formats must not break on. */
export const AWKWARD_TITLES = [
  'Tom & Jerry <3 "quotes" \'n\' ]]> ?>',
  'Semi;colon, comma: back\\slash',
  'Two\nlines\ttabbed',
  'Ünïcödé 日本語 🎬 العربية',
  'A very long title '.repeat(20).trim(),
  '日本語の長い題名'.repeat(30),
  'Control\u0000\u0001\u001b\u0085 and lone \ud800 surrogate \uffff end',
  'BEGIN:VEVENT\r\nEND:VCALENDAR',
  '  spaces around  ',
  '%s {} $x </title>',
];
