import { Alert, Button, Group, List, Loader, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import type { EditPreview } from '../../../shared/api/edit.js';
import type { Millis } from '../../../shared/units.js';
import { previewWords } from './preview-words.js';
import { previewEdit, type ScheduleEdit, useScheduleEdit } from './schedule-queries.js';
import { wallTime } from './wall-clock.js';

interface Props {
  readonly slug: string;
  readonly edit: ScheduleEdit;
  readonly timeZone: string;
  readonly nameOf: (sequenceId: string) => string;
  /** Called when it is done, or given up. */
  readonly onClose: (done: boolean) => void;
}

/** Shows what an edit would change on air before it is made. */
export function ConfirmEdit({ slug, edit, timeZone, nameOf, onClose }: Props) {
  const apply = useScheduleEdit(slug);
  const { data, error } = useQuery({
    queryKey: ['schedule-preview', slug, edit],
    queryFn: () => previewEdit(slug, edit),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const clockOf = (atMs: Millis) => wallTime(atMs, timeZone);
  const confirm = (force: boolean) =>
    apply.mutate(
      { edit, force },
      {
        onSuccess() {
          notifications.show({ message: 'The schedule is saved.' });
          onClose(true);
        },
      },
    );
  return (
    <Modal opened onClose={() => onClose(false)} title="What this changes" size="lg">
      <Stack>
        {error && <Alert color="red">{error.message}</Alert>}
        {!data && !error && <Loader aria-label="Working out what changes" />}
        {data && <Consequences preview={data} clockOf={clockOf} nameOf={nameOf} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onClose(false)}>
            Leave it as it is
          </Button>
          {data && data.conflict === null && (
            <Button
              color={data.needsForce ? 'red' : 'mint'}
              loading={apply.isPending}
              onClick={() => confirm(data.needsForce)}
              data-autofocus
            >
              {data.needsForce ? 'Change it on air now' : 'Save'}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function Consequences(props: {
  readonly preview: EditPreview;
  readonly clockOf: (atMs: Millis) => string;
  readonly nameOf: (sequenceId: string) => string;
}) {
  const { preview, clockOf, nameOf } = props;
  const { conflict, needsForce } = preview;
  if (conflict !== null) {
    return (
      <Alert color="red" role="alert" title="Something else is there already">
        “{nameOf(conflict.sequenceId)}” is on at {clockOf(conflict.from)}, with the same priority. Choose another time,
        or give one of them a higher priority: it covers the other and gives way again when it ends.
      </Alert>
    );
  }
  return (
    <>
      {needsForce && (
        <Alert color="yellow" role="alert" title="This changes what is on air right now">
          Viewers see it change in the middle of what they are watching.
        </Alert>
      )}
      <List size="sm">
        {previewWords(preview, clockOf).map((words) => (
          <List.Item key={words}>
            <Text size="sm">{words}</Text>
          </List.Item>
        ))}
      </List>
    </>
  );
}
