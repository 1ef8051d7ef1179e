import type { ChannelSummary } from '../shared/api/channels.js';

/** An element of the page's own markup. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

/** The last part of an address such as `/watch/demo`. */
export function slugOf(pathname: string): string {
  return decodeURIComponent(pathname.replace(/\/+$/, '').split('/').at(-1) ?? '');
}

/** @throws Error with the HTTP status when the server refuses. */
export async function fetchJson<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}

export async function fetchChannels(): Promise<ChannelSummary[]> {
  return (await fetchJson<{ channels: ChannelSummary[] }>('/api/v1/channels')).channels;
}
