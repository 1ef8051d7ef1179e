import { useMutation, useQuery } from '@tanstack/react-query';
import { defaultOptions, type PreviousUpload } from 'tus-js-client';
import { queryClient } from '../api/query-client.js';
import type { UploadView } from './upload-view.js';

const EARLIER_KEY = ['earlier-uploads'] as const;
const TUS = { 'Tus-Resumable': '1.0.0' };
const GONE = [404, 410];

/** An upload that was cut off by a reload or a closed tab: the browser knows where it went, but has not the file. */
export interface EarlierUpload {
  readonly key: string;
  readonly url: string;
  readonly name: string;
  readonly bytes: number;
  /** What the server has of it. */
  readonly sentBytes: number;
}

/** Those of this browser that the server still keeps, without those that are shown already. */
export function useEarlierUploads(shown: readonly UploadView[]): readonly EarlierUpload[] {
  const { data = [] } = useQuery({ queryKey: EARLIER_KEY, queryFn: ({ signal }) => findEarlier(signal) });
  return data.filter(({ name, bytes }) => !shown.some((upload) => upload.name === name && upload.bytes === bytes));
}

/** Ends an earlier upload, here and at the server. */
export function useForgetUpload() {
  return useMutation({
    mutationFn: async ({ key, url }: EarlierUpload) => {
      const response = await fetch(url, { method: 'DELETE', headers: TUS });
      if (response.ok || GONE.includes(response.status)) await defaultOptions.urlStorage.removeUpload(key);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: EARLIER_KEY }),
  });
}

async function findEarlier(signal: AbortSignal): Promise<EarlierUpload[]> {
  const stored = await defaultOptions.urlStorage.findAllUploads();
  const asked = await Promise.all(stored.map((upload) => askServer(upload, signal)));
  return asked.filter((upload) => upload !== null);
}

async function askServer(upload: PreviousUpload, signal: AbortSignal): Promise<EarlierUpload | null> {
  const { urlStorageKey: key, uploadUrl, size, metadata } = upload;
  const name = metadata['filename'];
  if (uploadUrl === null || uploadUrl === undefined || size === null || name === undefined) return null;
  const response = await fetch(uploadUrl, { method: 'HEAD', headers: TUS, signal });
  if (GONE.includes(response.status)) await defaultOptions.urlStorage.removeUpload(key);
  if (!response.ok) return null;
  const sentBytes = Number(response.headers.get('Upload-Offset'));
  return sentBytes >= size ? null : { key, url: uploadUrl, name, bytes: size, sentBytes };
}
