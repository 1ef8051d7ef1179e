import { Group, Loader, Stack, Title } from '@mantine/core';
import { useLocation, useRoute } from 'wouter';
import { isWaiting } from '../api/asking.js';
import { useFirstSteps } from '../welcome/use-first-steps.js';
import { Welcome } from '../welcome/welcome.js';
import { DropArea } from './drop-area.js';
import { useKeptUploads } from './earlier-uploads.js';
import { MediaBrowser } from './media-browser.js';
import { MediaDrawer } from './media-drawer.js';
import { UploadButton } from './upload-button.js';
import { UploadList } from './upload-list.js';

/** Every media of this server, and how its preparation goes. */
export default function LibraryPage() {
  const [, navigate] = useLocation();
  const [, match] = useRoute('/library/:mediaId');
  const first = useFirstSteps();
  const isLoading = isWaiting([first, useKeptUploads()]);
  return (
    <>
      <DropArea />
      <Stack>
        <Group justify="space-between">
          <Title order={1} size="h2">
            Library
          </Title>
          <UploadButton />
        </Group>
        {isLoading ? (
          <Loader aria-label="Loading" />
        ) : (
          <>
            {first.steps !== null && <Welcome steps={first.steps} onClose={first.sendAway} />}
            <UploadList />
            <MediaBrowser onOpen={(id) => navigate(`/library/${id}`)} />
          </>
        )}
      </Stack>
      <MediaDrawer mediaId={match?.mediaId ?? null} onClose={() => navigate('/library')} />
    </>
  );
}
