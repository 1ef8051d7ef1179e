import { Button, Group, Modal, Stack } from '@mantine/core';
import type { FormEventHandler, ReactNode } from 'react';
import { ErrorAlert } from './error-alert.js';

interface Props {
  readonly title: string;
  readonly submitLabel: string;
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly isPending: boolean;
  /** What stood in the way of the last try. */
  readonly error: Error | null;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A few fields over the page, sent by one button below them. */
export function FormModal({ title, submitLabel, onSubmit, isPending, error, onClose, children }: Props) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={onSubmit}>
        <Stack>
          {children}
          <ErrorAlert error={error} />
          <Group justify="flex-end">
            <Button type="submit" loading={isPending}>
              {submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
