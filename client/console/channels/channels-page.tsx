import { AspectRatio, Badge, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDisclosure, useInViewport } from '@mantine/hooks';
import { IconAlertTriangle, IconBroadcast, IconPlus } from '@tabler/icons-react';
import { Link, Route, Switch } from 'wouter';
import type { ChannelView } from '../../../shared/api/channels.js';
import { timeText } from '../date-text.js';
import { EmptyState } from '../empty-state.js';
import { ErrorAlert } from '../error-alert.js';
import { ChannelPage } from './channel-page.js';
import { useAlarms, useChannels, useNow, useViewers } from './channel-queries.js';
import { NewChannelModal } from './new-channel-modal.js';
import { itemText, OnAirPicture } from './on-air-picture.js';

/** A line of a card that is as high as it will be: what is below it stays where it is. */
const NOTHING_YET = '\u00a0';

export default function ChannelsPage() {
  return (
    <Switch>
      <Route path="/channels">
        <ChannelList />
      </Route>
      <Route path="/channels/:slug/*?">{({ slug }) => <ChannelPage key={slug} slug={slug} />}</Route>
    </Switch>
  );
}

function ChannelList() {
  const [isOpen, modal] = useDisclosure();
  const { data: channels, error } = useChannels();
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          Channels
        </Title>
        <Button leftSection={<IconPlus size={16} />} onClick={modal.open}>
          New channel
        </Button>
      </Group>
      <ErrorAlert error={error} />
      {channels?.length === 0 && (
        <EmptyState icon={IconBroadcast} title="There is no channel yet">
          A channel is what viewers open. Make one, then put a sequence on it.
        </EmptyState>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }}>
        {channels?.map((channel) => (
          <ChannelCard key={channel.slug} channel={channel} />
        ))}
      </SimpleGrid>
      {isOpen && <NewChannelModal onClose={modal.close} />}
    </Stack>
  );
}

/** Asks how its channel does only while it is on the screen: there may be hundreds of others. */
function ChannelCard({ channel }: { readonly channel: ChannelView }) {
  const { slug, name, visibility } = channel;
  const { ref, inViewport: enabled } = useInViewport();
  const { data: now } = useNow(slug, { enabled });
  // The smallest page: it is the total that is told.
  const { data: viewers } = useViewers(slug, 1, { enabled });
  const { data: alarms = [] } = useAlarms(slug, { enabled });
  const isGrave = alarms.some(({ severity }) => severity === 'error');
  return (
    <Card ref={ref} withBorder padding="md">
      <Card.Section mb="md">{now ? <OnAirPicture item={now.item} /> : <NoPictureYet />}</Card.Section>
      <Group justify="space-between" wrap="nowrap">
        <Text component={Link} href={`/channels/${slug}`} fw={600} size="lg" c="inherit" truncate>
          {name}
        </Text>
        <Badge variant="light" color={visibility === 'public' ? 'mint' : 'gray'} style={{ flexShrink: 0 }}>
          {visibility === 'public' ? 'Public' : 'With a token'}
        </Badge>
      </Group>
      <Text mt="xs" truncate>
        {now ? itemText(now.item) : NOTHING_YET}
      </Text>
      <Text size="sm" c="dimmed" truncate>
        {now ? `Next, at ${timeText(now.next.startsAt)}: ${itemText(now.next)}` : NOTHING_YET}
      </Text>
      <Group justify="space-between" mt="xs">
        <Text size="sm">{viewers === undefined ? NOTHING_YET : `${viewers.total} watching`}</Text>
        {alarms.length > 0 && (
          <Badge variant="light" color={isGrave ? 'red' : 'yellow'} leftSection={<IconAlertTriangle size={12} />}>
            {alarms.length === 1 ? '1 alarm' : `${alarms.length} alarms`}
          </Badge>
        )}
      </Group>
    </Card>
  );
}

function NoPictureYet() {
  return (
    <AspectRatio ratio={16 / 9} bg="var(--mantine-color-default-hover)">
      <div />
    </AspectRatio>
  );
}
