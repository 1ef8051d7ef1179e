import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { EditPreview } from '../../../shared/api/edit.js';
import type { EntryEdit, EntryInput, EntryView, ScheduleView, VersionView } from '../../../shared/api/schedule.js';
import type { Millis } from '../../../shared/units.js';
import { api } from '../api/api-client.js';
import { usePages } from '../api/pages.js';
import { queryClient } from '../api/query-client.js';
import { CHANNELS_KEY } from '../channels/channel-queries.js';

const HOUR_MS = 3_600_000;

/** A schedule's entries with every time they are on air in [from, to). */
export function useSchedule(slug: string, from: Millis, to: Millis) {
  return useQuery({
    queryKey: [...CHANNELS_KEY, 'schedule', slug, { from, to }],
    queryFn: ({ signal }) =>
      api<ScheduleView>(`/channels/${slug}/schedule`, { query: { from, to, occurrences: true }, signal }),
    placeholderData: keepPreviousData,
  });
}

/** As {@link useSchedule}, of the hour that an instant lies in and of the next. */
export function useScheduleAround(slug: string, atMs: Millis) {
  const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
  return useSchedule(slug, hourMs, hourMs + 2 * HOUR_MS);
}

/** All that is on air at some time in [from, to), however often. */
export async function fetchEntries(slug: string, from: Millis, to: Millis): Promise<readonly EntryView[]> {
  return (await api<ScheduleView>(`/channels/${slug}/schedule`, { query: { from, to } })).entries;
}

/** All that there is, what is over too. */
export async function fetchAllEntries(slug: string): Promise<readonly EntryView[]> {
  return (await api<ScheduleView>(`/channels/${slug}/schedule`)).entries;
}

/** The history of a schedule, newest first, page by page. */
export function useScheduleVersions(slug: string) {
  return usePages<VersionView>({
    ...{ queryKey: [...CHANNELS_KEY, 'schedule', slug, 'versions'], path: `/channels/${slug}/schedule/versions` },
    query: { limit: 100 },
  });
}

/** What is to be done to a schedule. */
export type ScheduleEdit =
  | { readonly kind: 'add'; readonly input: EntryInput }
  | { readonly kind: 'edit'; readonly entryId: string; readonly edit: EntryEdit }
  | { readonly kind: 'remove'; readonly entryId: string }
  | { readonly kind: 'undo'; readonly version: number };

/** What an edit would change on air, and when. */
export function previewEdit(slug: string, edit: ScheduleEdit): Promise<EditPreview> {
  return send<EditPreview>(slug, edit, { dryRun: true });
}

export function useScheduleEdit(slug: string) {
  return useMutation({
    mutationFn: ({ edit, force }: { edit: ScheduleEdit; force: boolean }) =>
      send<EntryView | undefined>(slug, edit, { force }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: CHANNELS_KEY }),
  });
}

function send<Answer>(slug: string, edit: ScheduleEdit, query: { dryRun?: boolean; force?: boolean }): Promise<Answer> {
  const path = `/channels/${slug}/schedule`;
  switch (edit.kind) {
    case 'add':
      return api(path, { method: 'POST', body: edit.input, query });
    case 'edit':
      return api(`${path}/${edit.entryId}`, { method: 'PATCH', body: edit.edit, query });
    case 'remove':
      return api(`${path}/${edit.entryId}`, { method: 'DELETE', query });
    case 'undo':
      return api(`${path}/undo`, { method: 'POST', body: { version: edit.version }, query });
  }
}
