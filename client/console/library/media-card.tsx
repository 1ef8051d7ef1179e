import { AspectRatio, Badge, Card, Center, Group, Image, Progress, Text } from '@mantine/core';
import { IconMovie } from '@tabler/icons-react';
import type { MediaView } from '../../../shared/api/media.js';
import { apiUrl } from '../api/api-client.js';
import { durationText } from '../duration-text.js';

const STATES: Record<MediaView['status'], { readonly label: string; readonly color: string }> = {
  queued: { label: 'Waiting', color: 'gray' },
  processing: { label: 'In preparation', color: 'blue' },
  ready: { label: 'Ready', color: 'mint' },
  failed: { label: 'Failed', color: 'red' },
};

export function MediaCard({ media }: { readonly media: MediaView }) {
  const { id, title, status, progress, durationMs, error } = media;
  const state = STATES[status];
  return (
    <Card withBorder padding="sm" role="listitem">
      <Card.Section>
        <AspectRatio ratio={16 / 9} bg="var(--mantine-color-default-hover)">
          {status === 'ready' ? (
            <Image src={apiUrl(`/media/${id}/poster.jpg`)} alt="" loading="lazy" />
          ) : (
            <Center>
              <IconMovie size={32} stroke={1.2} aria-hidden />
            </Center>
          )}
        </AspectRatio>
      </Card.Section>
      {status === 'processing' && <Progress value={progress * 100} mt="sm" aria-label={`Preparation of ${title}`} />}
      <Text mt="sm" fw={550} truncate title={title}>
        {title}
      </Text>
      <Group justify="space-between" mt={4} wrap="nowrap">
        <Text size="sm" c="dimmed" truncate>
          {error?.message ?? (durationMs === null ? ' ' : durationText(durationMs))}
        </Text>
        {status !== 'ready' && (
          <Badge color={state.color} variant="light" style={{ flexShrink: 0 }}>
            {state.label}
          </Badge>
        )}
      </Group>
    </Card>
  );
}
