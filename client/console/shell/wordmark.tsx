import { Group, Text } from '@mantine/core';
import mark from '../../favicon.svg';

export function Wordmark() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src={mark} alt="" width={24} height={24} />
      <Text fw={700} size="lg">
        StreamSync
      </Text>
    </Group>
  );
}
