import XMLBuilder from 'fast-xml-builder';
import type { Millis } from '../../../shared/units.js';
import { broadcastsOf, type Guide, plainText } from './guide.js';

const builder = new XMLBuilder({
  attributesGroupName: '$',
  attributeNamePrefix: '',
  textNodeName: '#',
  format: true,
  suppressEmptyNode: true,
});

/**
 * The guide as XMLTV: one `channel` and its `programme`s, elements in the order of xmltv.dtd. Gaps are left out. It names
 * no DTD: a parser would look for the file beside the guide.
 */
export function xmltv(guide: Guide): string {
  const { channel, links } = guide;
  const id = xmltvChannelId(channel.slug);
  return builder.build({
    '?xml': { $: { version: '1.0', encoding: 'UTF-8' } },
    tv: {
      $: { 'source-info-name': plainText(channel.name), 'generator-info-name': 'StreamSync' },
      channel: {
        $: { id },
        'display-name': plainText(channel.name),
        ...(links.poster === null ? {} : { icon: { $: { src: links.poster } } }),
        url: links.watch,
      },
      programme: broadcastsOf(guide).map(({ title, startsAtMs, endsAtMs }) => ({
        $: { start: xmltvTime(startsAtMs), stop: xmltvTime(endsAtMs), channel: id },
        title,
      })),
    },
  });
}

/** XMLTV wants ids that are unique in the world, in the form of a domain name. */
function xmltvChannelId(slug: string): string {
  return `${slug}.streamsync`;
}

/** `20260101000000 +0000`: xmltv.dtd has ISO 8601's digits without its separators. */
function xmltvTime(atMs: Millis): string {
  return `${new Date(atMs).toISOString().replace(/\D/g, '').slice(0, 14)} +0000`;
}
