import { setImmediate } from 'node:timers/promises';
import XMLBuilder from 'fast-xml-builder';
import type { Millis } from '../../../shared/units.js';
import { type Broadcast, broadcastsOf, cutNotice, type Guide, type GuideLinks, plainText } from './guide.js';
import { type GuideWriter, writeProgrammes } from './write-guide.js';

const builder = new XMLBuilder({
  attributesGroupName: '$',
  attributeNamePrefix: '',
  textNodeName: '#',
  format: true,
  suppressEmptyNode: true,
});

/**
 * The guide as XMLTV: one `channel` and its `programme`s, elements in the order of xmltv.dtd. Gaps are left out. It names
 * no DTD: a parser would look for the file beside the guide. Where a guide was cut, a comment says so.
 */
export const xmltv: GuideWriter = {
  begin(guide, links) {
    const head = headOf(guide.channel.name, [{ guide, links }]);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${commentOf(guide, links)}${head}`;
  },
  part(guide, _links, programmes) {
    const id = xmltvChannelId(guide.channel.slug);
    const broadcasts = broadcastsOf(guide, programmes);
    return broadcasts.length === 0 ? '' : builder.build({ programme: broadcasts.map((one) => element(one, id)) });
  },
  end: () => '</tv>\n',
};

/** Several channels in one document, in the same form: first every channel, then what each has on. */
export async function xmltvOfAll(source: string, channels: readonly GuideOfChannel[]): Promise<string> {
  const parts = [`<?xml version="1.0" encoding="UTF-8"?>\n${headOf(source, channels)}`];
  for (const { guide, links } of channels) {
    await setImmediate();
    parts.push(...(await writeProgrammes(xmltv, guide, links)));
  }
  return [...parts, '</tv>\n'].join('');
}

export interface GuideOfChannel {
  readonly guide: Guide;
  readonly links: GuideLinks;
}

/** All that stands before the first programme. */
function headOf(source: string, channels: readonly GuideOfChannel[]): string {
  const head = builder.build({
    tv: {
      $: { 'source-info-name': plainText(source), 'generator-info-name': 'StreamSync' },
      channel: channels.map(({ guide: { channel }, links }) => ({
        $: { id: xmltvChannelId(channel.slug) },
        'display-name': plainText(channel.name),
        ...(links.poster === null ? {} : { icon: { $: { src: links.poster } } }),
        url: links.watch,
      })),
    },
  });
  // Without any channel the builder closes the element at once.
  return head.includes('</tv>') ? head.slice(0, head.lastIndexOf('</tv>')) : head.replace(/\s*\/>\s*$/, '>\n');
}

function element({ title, startsAtMs, endsAtMs }: Broadcast, channel: string) {
  return { $: { start: xmltvTime(startsAtMs), stop: xmltvTime(endsAtMs), channel }, title };
}

function commentOf(guide: Guide, links: GuideLinks): string {
  const notice = cutNotice(guide, links);
  // XML 1.0, section 2.5: no two hyphens in a comment.
  return notice === null ? '' : `<!-- ${plainText(notice).replace(/-(?=-)/g, '-\u200b')} -->\n`;
}

/** XMLTV wants ids that are unique in the world, in the form of a domain name. */
export function xmltvChannelId(slug: string): string {
  return `${slug}.streamsync`;
}

/** `20260101000000 +0000`: xmltv.dtd has ISO 8601's digits without its separators. */
function xmltvTime(atMs: Millis): string {
  return `${new Date(atMs).toISOString().replace(/\D/g, '').slice(0, 14)} +0000`;
}
