import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { AlarmList } from '../../../shared/api/alarms.js';
import type { ChannelStats } from '../../../shared/api/channel-stats.js';
import type { ChannelEdit, ChannelInput, ChannelView } from '../../../shared/api/channels.js';
import type { NowAnswer } from '../../../shared/api/now.js';
import type { ViewerView } from '../../../shared/api/viewers.js';
import type { Millis } from '../../../shared/units.js';
import { api } from '../api/api-client.js';
import type { Asking } from '../api/asking.js';
import { queryClient } from '../api/query-client.js';
import { showError } from '../api/show-error.js';

export const CHANNELS_KEY = ['channels'] as const;
/** Viewers report every few seconds. */
const FIGURES_EVERY_MS = 3000;
/** The server looks as often. */
const ALARMS_EVERY_MS = 5000;

/** Every channel, those for token holders too. */
export function useChannels(options: Asking = {}) {
  return useQuery({
    ...options,
    queryKey: [...CHANNELS_KEY, 'list'],
    queryFn: ({ signal }) => fetchChannels(signal),
  });
}

async function fetchChannels(signal: AbortSignal, cursor?: string): Promise<ChannelView[]> {
  const query = { all: true, limit: 200, cursor };
  const page = await api<{ channels: ChannelView[]; nextCursor: string | null }>('/channels', { query, signal });
  if (page.nextCursor === null) return page.channels;
  return [...page.channels, ...(await fetchChannels(signal, page.nextCursor))];
}

export interface NewChannel {
  readonly input: ChannelInput;
  /** What is on it from the first moment on, again and again; null for nothing yet. */
  readonly sequenceId: string | null;
}

export function useAddChannel() {
  return useMutation({
    async mutationFn({ input, sequenceId }: NewChannel) {
      await api<ChannelView>('/channels', { method: 'POST', body: input });
      // The channel is there now: what goes wrong from here on can be made good on its page.
      if (sequenceId !== null) await loopFromNow(input.slug, sequenceId).catch(showError);
    },
    onSuccess: refresh,
    meta: { quiet: true },
  });
}

export function useEditChannel(slug: string) {
  return useMutation({
    mutationFn: ({ edit, force }: { edit: ChannelEdit; force?: boolean }) =>
      api<ChannelView>(`/channels/${slug}`, { method: 'PATCH', body: edit, query: { force } }),
    onSuccess: refresh,
    meta: { quiet: true },
  });
}

export function useDeleteChannel(slug: string) {
  return useMutation({
    mutationFn: () => api(`/channels/${slug}`, { method: 'DELETE', query: { force: true } }),
    onSuccess: refresh,
  });
}

interface NowQuestion extends Asking {
  /** Null for now, asked about again when the item ends. */
  readonly at?: Millis | null;
  readonly audience?: Readonly<Record<string, string>>;
}

/** What is on air at an instant, for an audience. */
export function useNow(slug: string, { at = null, audience = {}, enabled = true }: NowQuestion = {}) {
  const attributes = Object.fromEntries(Object.entries(audience).map(([name, value]) => [`audience[${name}]`, value]));
  return useQuery({
    queryKey: [...CHANNELS_KEY, 'now', slug, { at, audience }],
    queryFn: ({ signal }) =>
      api<NowAnswer>(`/channels/${slug}/now`, { query: { at: at ?? undefined, ...attributes }, signal }),
    // Until another instant is known, the one before is shown.
    placeholderData: keepPreviousData,
    staleTime: 0,
    enabled,
    refetchInterval: (query) => (at === null ? untilNext(query.state.data) : false),
  });
}

export function useChannelStats(slug: string) {
  return useQuery({
    queryKey: [...CHANNELS_KEY, 'stats', slug],
    queryFn: ({ signal }) => api<ChannelStats>(`/channels/${slug}/stats`, { signal }),
    refetchInterval: FIGURES_EVERY_MS,
  });
}

/** What is wrong, the gravest first. */
export function useAlarms(slug: string, { enabled = true }: Asking = {}) {
  return useQuery({
    queryKey: [...CHANNELS_KEY, 'alarms', slug],
    queryFn: async ({ signal }) => (await api<AlarmList>(`/channels/${slug}/alarms`, { signal })).items,
    enabled,
    refetchInterval: ALARMS_EVERY_MS,
  });
}

/** How many watch, and the first `limit` of them. */
export function useViewers(slug: string, limit: number, { enabled = true }: Asking = {}) {
  return useQuery({
    queryKey: [...CHANNELS_KEY, 'viewers', slug, limit],
    queryFn: ({ signal }) =>
      api<{ total: number; items: ViewerView[] }>(`/channels/${slug}/viewers`, { query: { limit }, signal }),
    enabled,
    refetchInterval: FIGURES_EVERY_MS,
  });
}

async function loopFromNow(slug: string, sequenceId: string): Promise<void> {
  // By the server's clock: the one of this machine may be off.
  const { now } = await api<{ now: Millis }>('/time');
  await api(`/channels/${slug}/schedule`, {
    method: 'POST',
    body: { sequenceId, startsAt: Math.floor(now), loop: true },
    query: { force: true },
  });
}

function untilNext(answer: NowAnswer | undefined): Millis {
  if (answer === undefined) return FIGURES_EVERY_MS;
  return Math.min(60_000, Math.max(500, answer.item.endsAt - answer.at + 100));
}

function refresh(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: CHANNELS_KEY });
}
