import type { ChannelSummary } from '../shared/api/channels.js';
import { type Form, listOf, record, text } from './sdk/forms.js';
import { jsonBody } from './sdk/json-body.js';

/** An element of the page's own markup. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

/** The last part of an address such as `/watch/demo`. */
export function slugOf(pathname: string): string {
  return decodeURIComponent(pathname.replace(/\/+$/, '').split('/').at(-1) ?? '');
}

/** @throws Error with the HTTP status when the server refuses, or something else answers in its place. */
export async function fetchJson<T>(path: string, isRight: Form<T>): Promise<T> {
  const response = await fetch(path);
  const body = await jsonBody(response);
  if (!response.ok || !isRight(body)) throw new Error(`${path} answered ${response.status}`);
  return body;
}

const isChannelList = record<{ channels: ChannelSummary[] }>({ channels: listOf(record({ slug: text, name: text })) });

export async function fetchChannels(): Promise<ChannelSummary[]> {
  return (await fetchJson('/api/v1/channels', isChannelList)).channels;
}
