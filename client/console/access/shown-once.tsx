import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { Copyable } from '../copyable.js';

interface Props {
  readonly title: string;
  readonly secret: string;
  readonly advice: string;
  readonly onClose: () => void;
}

/** A secret that nobody can look up again: it closes by its button alone, not by a slip beside it. */
export function ShownOnce({ title, secret, advice, onClose }: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Text size="sm">{advice}</Text>
        <Copyable title="Shown this once" text={secret} />
        <Group justify="flex-end">
          <Button onClick={onClose}>I have kept it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
