import { ActionIcon, Button, Group, Modal, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { StoredItem } from '../../../shared/api/sequences.js';
import { CONDITION_PROBLEM, conditionOf, conditionText } from './condition-text.js';
import type { MediaById } from './item-length.js';

type Slot = Extract<StoredItem, { slot: unknown }>['slot'];
type Variant = Slot['variants'][number];

/** What stands beside fields is level with them, not with their labels. */
const LABEL_HEIGHT = 24;

interface Props {
  readonly slot: Slot;
  readonly media: MediaById;
  readonly onDone: (slot: Slot) => void;
  readonly onClose: () => void;
}

/** Which audience sees what in a slot. */
export function SlotModal({ slot, media, onDone, onClose }: Props) {
  const [draft, setDraft] = useState(slot);
  const [texts, setTexts] = useState(() => slot.variants.map(({ when }) => conditionText(when)));
  const choices = useMemo(() => [...media.values()].map(({ id, title }) => ({ value: id, label: title })), [media]);
  const conditions = texts.map(conditionOf);
  const isWrong = conditions.some((condition) => condition === null) || draft.name.trim() === '';
  const [showsProblems, setShowsProblems] = useState(false);
  const setVariant = (index: number, variant: Variant) =>
    setDraft({ ...draft, variants: draft.variants.with(index, variant) });
  const done = () => {
    setShowsProblems(true);
    if (isWrong) return;
    const variants = draft.variants.map((variant, index) => ({ ...variant, when: conditions[index]! }));
    onDone({ ...draft, name: draft.name.trim(), variants });
  };
  return (
    <Modal opened onClose={onClose} size="lg" title="Slot">
      <Stack>
        <Group align="flex-start">
          <TextInput
            label="Name of the slot"
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            error={showsProblems && draft.name.trim() === '' && 'Give the slot a name'}
            style={{ flex: 1 }}
          />
          <NumberInput
            label="Length"
            suffix=" s"
            placeholder="automatic"
            min={0.1}
            step={1}
            decimalScale={1}
            w={140}
            value={draft.durationMs === undefined ? '' : draft.durationMs / 1000}
            onChange={(value) => {
              const { durationMs: _old, ...rest } = draft;
              setDraft(
                typeof value === 'number' && value > 0 ? { ...rest, durationMs: Math.round(value * 1000) } : rest,
              );
            }}
          />
        </Group>
        <Text size="sm" c="dimmed">
          The first variant that fits a viewer is on air for them; one that is too long is cut, one that is too short is
          followed by the filler. Everybody is back together at the end of the slot, which by itself is as long as what
          everybody else sees.
        </Text>
        {draft.variants.map((variant, index) => (
          <Group key={index} align="flex-start" wrap="nowrap" role="group" aria-label={`Variant ${index + 1}`}>
            <TextInput
              label="For viewers with"
              placeholder="lang=fr, tier=free"
              value={texts[index] ?? ''}
              onChange={(event) => setTexts(texts.with(index, event.currentTarget.value))}
              error={showsProblems && conditions[index] === null && CONDITION_PROBLEM}
              style={{ flex: 1 }}
            />
            <Select
              label="Media"
              searchable
              data={choices}
              value={variant.mediaId}
              onChange={(mediaId) => mediaId !== null && setVariant(index, { ...variant, mediaId })}
              style={{ flex: 1 }}
            />
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              mt={LABEL_HEIGHT}
              aria-label={`Remove variant ${index + 1}`}
              onClick={() => {
                setTexts(texts.toSpliced(index, 1));
                setDraft({ ...draft, variants: draft.variants.toSpliced(index, 1) });
              }}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            onClick={() => {
              setTexts([...texts, '']);
              setDraft({ ...draft, variants: [...draft.variants, { when: {}, mediaId: draft.fallbackMediaId }] });
            }}
          >
            Add a variant
          </Button>
        </Group>
        <Select
          label="For everybody else"
          searchable
          data={choices}
          value={draft.fallbackMediaId}
          onChange={(fallbackMediaId) => fallbackMediaId !== null && setDraft({ ...draft, fallbackMediaId })}
        />
        <Group justify="flex-end">
          <Button onClick={done}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
