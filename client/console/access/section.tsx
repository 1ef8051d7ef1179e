import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface Props {
  readonly title: string;
  readonly explanation: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the page with what it is for. */
export function Section({ title, explanation, action, children }: Props) {
  const id = useId();
  return (
    <Stack component="section" gap="sm" aria-labelledby={id}>
      <Group justify="space-between" align="flex-end">
        <div style={{ maxWidth: 640 }}>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {explanation}
          </Text>
        </div>
        {action}
      </Group>
      {children}
    </Stack>
  );
}
