import { ActionIcon, Button, Group, Text, TextInput, Tooltip } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp, IconArrowForwardUp, IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import type { Millis } from '../../../shared/units.js';
import { ApiError } from '../api/api-client.js';
import { showError } from '../api/show-error.js';
import { durationText } from '../duration-text.js';
import { DeleteSequence } from './delete-sequence.js';
import type { Draft, EditHistory, HistoryStep } from './draft.js';
import { SaveObstacle } from './save-obstacle.js';
import { type LoadedSequence, loadSequence, useSaveSequence } from './sequence-queries.js';

interface Props {
  readonly history: EditHistory;
  readonly step: (step: HistoryStep) => void;
  /** What the draft was made from; null for a new sequence. */
  readonly base: LoadedSequence | null;
  readonly onSaved: (saved: LoadedSequence, sent: Draft) => void;
  readonly onReload: (fresh: LoadedSequence) => void;
  /** Null until it is known. */
  readonly durationMs: Millis | null;
  readonly startsAt: Millis | null;
  readonly onStartsAt: (atMs: Millis | null) => void;
}

/** What concerns the sequence as a whole: its name and length, undo, save. */
export function EditorBar(props: Props) {
  const { history, step, base, onSaved, onReload, durationMs, startsAt, onStartsAt } = props;
  const { present, past, future } = history;
  const save = useSaveSequence();
  const [showsProblems, setShowsProblems] = useState(false);
  const problem = present.name.trim() === '' ? 'Give the sequence a name' : null;
  const isSaveable = past.length > 0 && present.items.length > 0;
  const submit = (options: { force?: boolean; overTheirs?: boolean } = {}) => {
    setShowsProblems(true);
    if (problem !== null) return;
    const input = { name: present.name.trim(), items: present.items.map(({ item }) => item) };
    const etag = options.overTheirs ? undefined : (base?.etag ?? undefined);
    const isForced = options.force === true;
    save.mutate(
      { id: base?.sequence.id, input, etag, ...(isForced && { force: true }) },
      {
        onSuccess(saved) {
          onSaved(saved, present);
          notifications.show({ message: `“${saved.sequence.name}” is saved.` });
        },
      },
    );
  };
  const loadTheirs = async () => {
    if (base === null) return;
    onReload(await loadSequence(base.sequence.id));
    save.reset();
  };
  return (
    <>
      <Group align="flex-end">
        <TextInput
          label="Name of the sequence"
          value={present.name}
          onChange={(event) => step({ kind: 'rename', name: event.currentTarget.value })}
          error={showsProblems && problem}
          maxLength={200}
          style={{ flex: '1 1 220px' }}
        />
        <DateTimePicker
          label="Times if it starts at"
          placeholder="Choose a start"
          clearable
          value={startsAt === null ? null : new Date(startsAt)}
          onChange={(value) => onStartsAt(value === null ? null : new Date(value).getTime())}
          w={230}
        />
        {/* As wide as it may become: it would move to another line. */}
        <Text size="sm" pb={8} miw={150} aria-live="polite">
          {present.items.length} {present.items.length === 1 ? 'item' : 'items'}
          {durationMs !== null && `, ${durationText(durationMs)}`}
        </Text>
        <Group gap="xs" ml="auto" wrap="nowrap">
          <Tooltip label="Undo (Ctrl Z)">
            <ActionIcon
              variant="default"
              size="lg"
              aria-label="Undo"
              disabled={past.length === 0}
              onClick={() => step({ kind: 'undo' })}
            >
              <IconArrowBackUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Redo (Ctrl Shift Z)">
            <ActionIcon
              variant="default"
              size="lg"
              aria-label="Redo"
              disabled={future.length === 0}
              onClick={() => step({ kind: 'redo' })}
            >
              <IconArrowForwardUp size={18} />
            </ActionIcon>
          </Tooltip>
          {base !== null && <DeleteSequence sequence={base.sequence} />}
          <Button
            leftSection={<IconDeviceFloppy size={16} />}
            disabled={!isSaveable}
            loading={save.isPending}
            onClick={() => submit()}
          >
            Save
          </Button>
        </Group>
      </Group>
      {save.error && (
        <SaveObstacle
          error={save.error}
          code={save.error instanceof ApiError ? save.error.code : 'unknown'}
          onForce={() => submit({ force: true })}
          onOverTheirs={() => submit({ overTheirs: true })}
          onLoadTheirs={() => void loadTheirs().catch(showError)}
        />
      )}
    </>
  );
}
