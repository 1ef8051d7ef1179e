import { ActionIcon, Group, Text } from '@mantine/core';
import type { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  readonly name: string;
  /** How far it is, and what can be done about it. */
  readonly children?: ReactNode;
}

/** An upload by its name. */
export function UploadLine({ name, children }: Props) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" fw={550} truncate title={name}>
        {name}
      </Text>
      <Group gap={4} wrap="nowrap">
        {children}
      </Group>
    </Group>
  );
}

/** How far an upload is. */
export function UploadState({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
      {children}
    </Text>
  );
}

interface ButtonProps {
  readonly label: string;
  readonly icon: typeof IconX;
  readonly onClick: () => void;
  readonly isPending?: boolean;
}

export function LineButton({ label, icon: Icon, onClick, isPending = false }: ButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} title={label} loading={isPending} onClick={onClick}>
      <Icon size={16} />
    </ActionIcon>
  );
}
