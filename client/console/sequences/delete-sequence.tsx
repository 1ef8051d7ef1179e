import { ActionIcon, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import type { SequenceView } from '../../../shared/api/sequences.js';
import { askFirst } from '../ask-first.js';
import { useDeleteSequence } from './sequence-queries.js';

export function DeleteSequence({ sequence }: { readonly sequence: SequenceView }) {
  const remove = useDeleteSequence();
  const [, navigate] = useLocation();
  const ask = () =>
    askFirst({
      title: `Delete “${sequence.name}”?`,
      consequences: 'Its media stays in the library. A sequence that is scheduled cannot be deleted.',
      confirm: 'Delete',
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
