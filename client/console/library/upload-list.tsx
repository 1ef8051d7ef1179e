import { Card, Progress, Stack, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { bytesText } from '../bytes-text.js';
import { etaText } from '../eta-text.js';
import { DuplicateRow } from './duplicate-row.js';
import { EarlierUploadRow } from './earlier-upload-row.js';
import { useEarlierUploads } from './earlier-uploads.js';
import { LineButton, UploadLine, UploadState } from './upload-line.js';
import { uploadQueue } from './upload-queue.js';
import type { SentUpload } from './upload-view.js';

/** What is on its way to the server, and what was before this page was opened. */
export function UploadList() {
  const uploads = useSyncExternalStore(uploadQueue.subscribe, () => uploadQueue.views);
  const shown = uploads.filter(({ state }) => state !== 'done');
  const earlier = useEarlierUploads(uploads);
  if (shown.length === 0 && earlier.length === 0) return null;
  return (
    <Card withBorder padding="sm" component="section" aria-label="Uploads">
      <Stack gap="sm">
        {shown.map((upload) =>
          upload.state === 'duplicate' ? (
            <DuplicateRow key={upload.id} upload={upload} />
          ) : (
            <UploadRow key={upload.id} upload={upload} />
          ),
        )}
        {earlier.map((upload) => (
          <EarlierUploadRow key={upload.key} upload={upload} />
        ))}
      </Stack>
    </Card>
  );
}

function UploadRow({ upload }: { readonly upload: SentUpload }) {
  const { id, name, bytes, sentBytes, state } = upload;
  const part = bytes === 0 ? 0 : (100 * sentBytes) / bytes;
  return (
    <div>
      <UploadLine name={name}>
        <UploadState>{stateText(upload)}</UploadState>
        {(state === 'sending' || state === 'paused') && (
          <LineButton
            label={state === 'paused' ? `Go on with ${name}` : `Pause ${name}`}
            icon={state === 'paused' ? IconPlayerPlay : IconPlayerPause}
            onClick={() => uploadQueue.pauseOrResume(id)}
          />
        )}
        {state === 'failed' && (
          <LineButton label={`Try ${name} again`} icon={IconRefresh} onClick={() => uploadQueue.retry(id)} />
        )}
        <LineButton label={`End the upload of ${name}`} icon={IconX} onClick={() => uploadQueue.remove(id)} />
      </UploadLine>
      <Progress
        value={part}
        size="sm"
        mt={4}
        color={state === 'failed' ? 'red' : state === 'paused' ? 'gray' : 'mint'}
        aria-label={`Upload of ${name}`}
      />
      {upload.state === 'failed' && (
        <Text size="sm" c="red" mt={4} role="alert">
          {upload.reason}
        </Text>
      )}
    </div>
  );
}

function stateText(upload: SentUpload): string {
  const { bytes, sentBytes } = upload;
  switch (upload.state) {
    case 'waiting':
      return `Waiting · ${bytesText(bytes)}`;
    case 'paused':
      return `Paused at ${bytesText(sentBytes)} of ${bytesText(bytes)}`;
    case 'failed':
      return 'Stopped';
    case 'sending':
      return `${bytesText(sentBytes)} of ${bytesText(bytes)}${leftText(upload.etaSeconds)}`;
    case 'done':
      return 'Sent';
  }
}

function leftText(etaSeconds: number | null): string {
  return etaSeconds === null ? '' : ` · ${etaText(etaSeconds)} left`;
}
