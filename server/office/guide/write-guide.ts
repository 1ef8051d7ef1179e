import { setImmediate } from 'node:timers/promises';
import type { Guide, GuideLinks } from './guide.js';
import type { Programme } from './programmes.js';

/** Written out in a few milliseconds, in any format. */
const PROGRAMMES_A_PART = 250;

/** A format that guides are written in, part by part. */
export interface GuideWriter {
  begin(guide: Guide, links: GuideLinks): string;
  part(guide: Guide, links: GuideLinks, programmes: readonly Programme[], isFirst: boolean): string;
  end(guide: Guide): string;
}

/** A guide as text. Between two parts of it whatever else waits for this thread gets its turn. */
export async function writeGuide(writer: GuideWriter, guide: Guide, links: GuideLinks): Promise<string> {
  const programmes = await writeProgrammes(writer, guide, links);
  return [writer.begin(guide, links), ...programmes, writer.end(guide)].join('');
}

/** The programmes of a guide alone, in parts. */
export async function writeProgrammes(writer: GuideWriter, guide: Guide, links: GuideLinks): Promise<string[]> {
  const { programmes } = guide;
  const parts: string[] = [];
  for (let from = 0; from < programmes.length; from += PROGRAMMES_A_PART) {
    if (from > 0) await setImmediate();
    parts.push(writer.part(guide, links, programmes.slice(from, from + PROGRAMMES_A_PART), from === 0));
  }
  return parts;
}
