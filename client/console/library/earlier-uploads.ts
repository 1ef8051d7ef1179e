import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { defaultOptions, type PreviousUpload } from 'tus-js-client';
import { queryClient } from '../api/query-client.js';
import { findHolds, whenFree } from './upload-holds.js';
import type { UploadView } from './upload-view.js';

const EARLIER_KEY = ['earlier-uploads'] as const;
const TUS = { 'Tus-Resumable': '1.0.0' };
const GONE = [404, 410];
/** The library waits for it. */
const ANSWER_WITHIN_MS = 5000;

/**
 * An upload that another tab has, or that was cut off by a reload or a closed tab: the browser knows where it went, but
 * has not the file.
 */
export interface EarlierUpload {
  readonly key: string;
  readonly url: string;
  readonly name: string;
  readonly bytes: number;
  /** What the server has of it; null while another tab has it: to ask would cut off what that tab sends. */
  readonly sentBytes: number | null;
}

/** Those of this browser that the server still keeps. */
export function useKeptUploads() {
  return useQuery({ queryKey: EARLIER_KEY, queryFn: ({ signal }) => findEarlier(signal) });
}

/** As {@link useKeptUploads}, without those that are shown already. */
export function useEarlierUploads(shown: readonly UploadView[]): readonly EarlierUpload[] {
  const { data = [] } = useKeptUploads();
  useEffect(() => {
    const leaving = new AbortController();
    for (const upload of data.filter(({ sentBytes }) => sentBytes === null)) {
      whenFree(upload, leaving.signal).then(lookAgain, () => undefined);
    }
    return () => leaving.abort();
  }, [data]);
  return data.filter(({ name, bytes }) => !shown.some((upload) => upload.name === name && upload.bytes === bytes));
}

/** Ends an earlier upload, here and at the server. */
export function useForgetUpload() {
  return useMutation({
    mutationFn: async ({ key, url }: EarlierUpload) => {
      const response = await fetch(url, { method: 'DELETE', headers: TUS });
      if (response.ok || GONE.includes(response.status)) await defaultOptions.urlStorage.removeUpload(key);
    },
    onSettled: lookAgain,
  });
}

function lookAgain(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: EARLIER_KEY });
}

async function findEarlier(signal: AbortSignal): Promise<EarlierUpload[]> {
  const stored = await defaultOptions.urlStorage.findAllUploads();
  const isHeld = await findHolds();
  const found = stored.map(knownOf).filter((upload) => upload !== null);
  const asked = await Promise.all(
    found.map((upload) => (isHeld(upload) ? { ...upload, sentBytes: null } : askServer(upload, signal))),
  );
  return asked.filter((upload) => upload !== null);
}

type KnownUpload = Omit<EarlierUpload, 'sentBytes'>;

/** Null for one that never reached the server. */
function knownOf({ urlStorageKey: key, uploadUrl: url, size: bytes, metadata }: PreviousUpload): KnownUpload | null {
  const name = metadata['filename'];
  return url === null || url === undefined || bytes === null || name === undefined ? null : { key, url, name, bytes };
}

async function askServer(upload: KnownUpload, signal: AbortSignal): Promise<EarlierUpload | null> {
  const { key, url, bytes } = upload;
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  const response = await fetch(url, { method: 'HEAD', headers: TUS, signal: inTime });
  if (GONE.includes(response.status)) await defaultOptions.urlStorage.removeUpload(key);
  if (!response.ok) return null;
  const sentBytes = Number(response.headers.get('Upload-Offset'));
  return sentBytes >= bytes ? null : { ...upload, sentBytes };
}
