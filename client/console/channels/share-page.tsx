import { Loader, Select, Stack, Title } from '@mantine/core';
import { IconBroadcast } from '@tabler/icons-react';
import { useLocation, useRoute } from 'wouter';
import { EmptyState } from '../empty-state.js';
import { ErrorAlert } from '../error-alert.js';
import { useChannels } from './channel-queries.js';
import { Share } from './share.js';

/** For those who let viewers in and do nothing else: how viewers get to one channel or another. */
export default function SharePage() {
  const { data: channels, error } = useChannels();
  const [, match] = useRoute('/share/:slug');
  const [, navigate] = useLocation();
  const channel = channels?.find(({ slug }) => slug === match?.slug) ?? channels?.[0];
  return (
    <Stack>
      <Title order={1} size="h2">
        Share
      </Title>
      <ErrorAlert error={error} />
      {channels === undefined && error === null && <Loader aria-label="Loading" />}
      {channels?.length === 0 && (
        <EmptyState icon={IconBroadcast} title="There is no channel yet">
          Hosts make them. Once there is one, you can let viewers in here.
        </EmptyState>
      )}
      {channel !== undefined && (
        <>
          <Select
            label="Channel"
            data={channels!.map(({ slug, name }) => ({ value: slug, label: name }))}
            value={channel.slug}
            onChange={(slug) => slug !== null && navigate(`/share/${slug}`)}
            allowDeselect={false}
            searchable
            maw={420}
          />
          <Share key={channel.slug} channel={channel} />
        </>
      )}
    </Stack>
  );
}
