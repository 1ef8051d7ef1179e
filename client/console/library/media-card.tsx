import { AspectRatio, Badge, Card, Group, Progress, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconMovie } from '@tabler/icons-react';
import type { MediaView } from '../../../shared/api/media.js';
import { durationText } from '../duration-text.js';
import { MEDIA_STATES, preparationText } from './media-states.js';
import { ScrubPicture } from './scrub-picture.js';

interface Props {
  readonly media: MediaView;
  readonly onOpen: () => void;
}

/** A media in the library: what it looks like, what it is called, how its preparation goes. */
export function MediaCard({ media, onOpen }: Props) {
  const { id, title, status, progress, durationMs, findings, error } = media;
  const state = MEDIA_STATES[status];
  const hasWarnings = findings.some(({ severity }) => severity !== 'info');
  return (
    <Card withBorder padding="sm" role="listitem" h="100%">
      {/* A large target for the pointer; for everything else there is the title. */}
      <Card.Section onClick={onOpen} pos="relative" style={{ cursor: 'pointer' }}>
        {status === 'ready' && durationMs !== null ? (
          <ScrubPicture mediaId={id} durationMs={durationMs} />
        ) : (
          <AspectRatio ratio={16 / 9} bg="var(--mantine-color-default-hover)">
            <Stack align="center" justify="center" gap="xs">
              <IconMovie size={32} stroke={1.2} aria-hidden />
              <Badge color={state.color} variant="light">
                {state.label}
              </Badge>
            </Stack>
          </AspectRatio>
        )}
        {status === 'processing' && (
          <Progress
            {...{ pos: 'absolute', bottom: 0, left: 0, right: 0 }}
            value={progress * 100}
            radius={0}
            size="sm"
            aria-label={`Preparation of ${title}`}
          />
        )}
      </Card.Section>
      <UnstyledButton onClick={onOpen} mt="sm" aria-haspopup="dialog">
        <Text fw={550} truncate title={title}>
          {title}
        </Text>
      </UnstyledButton>
      <Group justify="space-between" align="flex-start" mt={4} wrap="nowrap" mih={22}>
        <Text size="sm" c="dimmed" lineClamp={2} {...(error && { title: error.message })}>
          {error?.message ?? (durationMs === null ? preparationText(media) : durationText(durationMs))}
        </Text>
        {status === 'ready' && hasWarnings && (
          <IconAlertTriangle size={16} color="var(--mantine-color-yellow-6)" aria-label="Something was found in it" />
        )}
      </Group>
    </Card>
  );
}
