import { Alert, Button, Group, List, Loader, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EditPreview } from '../../../shared/api/edit.js';
import type { Millis } from '../../../shared/units.js';
import { ErrorAlert } from '../error-alert.js';
import { contentText, useContentNames } from './content-name.js';
import { previewWords, takeOverEndText } from './preview-words.js';
import { previewEdit, type ScheduleEdit, useScheduleEdit } from './schedule-queries.js';
import { wallTime } from './wall-clock.js';

interface Props {
  readonly slug: string;
  /** A function for what begins now: called when it is shown, and again when it is confirmed. */
  readonly edit: ScheduleEdit | (() => ScheduleEdit);
  readonly timeZone: string;
  /** Called when it is done, or given up. */
  readonly onClose: (done: boolean) => void;
}

/** Shows what an edit would change on air before it is made. */
export function ConfirmEdit({ slug, edit, timeZone, onClose }: Props) {
  const apply = useScheduleEdit(slug);
  const isNow = typeof edit === 'function';
  const [shown] = useState(edit);
  const { data, error } = useQuery({
    queryKey: ['schedule-preview', slug, shown],
    queryFn: () => previewEdit(slug, shown),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const changesNow = isNow || data?.needsForce === true;
  const clockOf = (atMs: Millis) => wallTime(atMs, timeZone);
  const confirm = (force: boolean) =>
    apply.mutate(
      { edit: isNow ? edit() : edit, force },
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
        <ErrorAlert error={error} />
        {!data && !error && <Loader aria-label="Working out what changes" />}
        {data && <Consequences preview={data} changesNow={changesNow} clockOf={clockOf} />}
        {isNow && data?.conflict === null && shown.kind === 'add' && (
          <Text size="sm">{takeOverEndText(shown.input, clockOf)}</Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onClose(false)}>
            Leave it as it is
          </Button>
          {data && data.conflict === null && (
            <Button
              color={changesNow ? 'red' : 'mint'}
              loading={apply.isPending}
              onClick={() => confirm(changesNow)}
              data-autofocus
            >
              {changesNow ? 'Change it on air now' : 'Save'}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function Consequences(props: {
  readonly preview: EditPreview;
  readonly changesNow: boolean;
  readonly clockOf: (atMs: Millis) => string;
}) {
  const { preview, changesNow, clockOf } = props;
  const nameOf = useContentNames();
  const { conflict } = preview;
  if (conflict !== null) {
    return (
      <Alert color="red" title="Something else is there already">
        {contentText(conflict.sequenceId, nameOf)} is on at {clockOf(conflict.from)}, with the same priority. Choose
        another time, or give one of them a higher priority: it covers the other and gives way again when it ends.
      </Alert>
    );
  }
  return (
    <>
      {changesNow && (
        <Alert color="yellow" title="This changes what is on air right now">
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
