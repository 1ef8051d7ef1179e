import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconTrash } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import type { SequenceView } from '../../../shared/api/sequences.js';
import { useDeleteSequence } from './sequence-queries.js';

export function DeleteSequence({ sequence }: { readonly sequence: SequenceView }) {
  const remove = useDeleteSequence();
  const [, navigate] = useLocation();
  const ask = () =>
    modals.openConfirmModal({
      title: `Delete “${sequence.name}”?`,
      children: <Text size="sm">Its media stays in the library. A sequence that is scheduled cannot be deleted.</Text>,
      labels: { confirm: 'Delete', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate(sequence.id, { onSuccess: () => navigate('/sequences') }),
    });
  return (
    <Tooltip label="Delete the sequence">
      <ActionIcon variant="default" size="lg" aria-label="Delete the sequence" loading={remove.isPending} onClick={ask}>
        <IconTrash size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
