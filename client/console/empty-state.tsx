import { Center, Stack, Text } from '@mantine/core';
import type { IconMovie } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  readonly icon: typeof IconMovie;
  readonly title: string;
  /** What to do about it. */
  readonly children: ReactNode;
}

/** A page whose list has nothing in it yet. */
export function EmptyState({ icon: Icon, title, children }: Props) {
  return (
    <Center mih={280}>
      <Stack align="center" gap="xs" maw={420}>
        <Icon size={48} stroke={1.1} aria-hidden />
        <Text fw={600}>{title}</Text>
        <Text c="dimmed" ta="center">
          {children}
        </Text>
      </Stack>
    </Center>
  );
}
