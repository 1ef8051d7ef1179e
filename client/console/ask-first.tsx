import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';

interface Question {
  readonly title: string;
  /** What follows from a yes. */
  readonly consequences: string;
  /** What the button that does it says. */
  readonly confirm: string;
  readonly onConfirm: () => void;
}

/** Asks before something that cannot be taken back. */
export function askFirst({ title, consequences, confirm, onConfirm }: Question): void {
  modals.openConfirmModal({
    title,
    children: <Text size="sm">{consequences}</Text>,
    labels: { confirm, cancel: 'Leave it' },
    confirmProps: { color: 'red' },
    onConfirm,
  });
}
