import { Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMemo } from 'react';
import type { SequenceView } from '../../../shared/api/sequences.js';
import { useMediaCatalogue } from '../library/media-catalogue.js';
import { useAllSequences, useSaveSequence } from '../sequences/sequence-queries.js';
import { TakeOverModal, type TakeOverProps } from './take-over-modal.js';

const MINUTE_MS = 60_000;
const LENGTHS = [
  { value: '', label: 'Once through' },
  { value: '5', label: 'For 5 minutes' },
  { value: '15', label: 'For 15 minutes' },
  { value: '30', label: 'For half an hour' },
  { value: '60', label: 'For an hour' },
  { value: '180', label: 'For 3 hours' },
];
const MEDIA = 'media:';

/** Puts something on air at once, over whatever is scheduled, with an end. */
export function PlayNow(props: TakeOverProps) {
  const { sequences } = useAllSequences();
  const { media } = useMediaCatalogue();
  const save = useSaveSequence();
  const form = useForm({
    initialValues: { what: null as string | null, minutes: '' },
    validate: { what: (what) => (what === null ? 'Choose what to play' : null) },
  });
  const choices = useMemo(
    () => [
      { group: 'Sequences', items: sequences.map(({ id, name }) => ({ value: id, label: name })) },
      { group: 'Single media', items: media.map(({ id, title }) => ({ value: MEDIA + id, label: title })) },
    ],
    [sequences, media],
  );
  const sequenceOf = async (what: string): Promise<string> => {
    if (!what.startsWith(MEDIA)) return what;
    const mediaId = what.slice(MEDIA.length);
    const known = sequences.find((sequence) => playsOnly(sequence, mediaId));
    if (known !== undefined) return known.id;
    const name = media.find(({ id }) => id === mediaId)?.title ?? 'A media';
    const { sequence } = await save.mutateAsync({
      ...{ id: undefined, etag: undefined },
      input: { name, items: [{ mediaId }] },
    });
    return sequence.id;
  };
  return (
    <TakeOverModal
      {...props}
      title="Play this now"
      form={form}
      takeOverOf={async ({ what, minutes }) => ({
        sequenceId: await sequenceOf(what!),
        end: minutes === '' ? { kind: 'once-through' } : { kind: 'after', lengthMs: Number(minutes) * MINUTE_MS },
      })}
    >
      <Select
        label="What to play"
        searchable
        data-autofocus
        limit={200}
        data={choices}
        nothingFoundMessage="There is no such sequence or media"
        {...form.getInputProps('what')}
      />
      <Select
        label="How long"
        description="Shorter things start again. What is scheduled goes on after it, as if nothing had been."
        data={LENGTHS}
        allowDeselect={false}
        {...form.getInputProps('minutes')}
      />
    </TakeOverModal>
  );
}

/** A sequence that was made for one whole media before is good again. */
function playsOnly({ items }: SequenceView, mediaId: string): boolean {
  const [item] = items;
  if (items.length !== 1 || item === undefined || 'slot' in item) return false;
  return item.mediaId === mediaId && item.inMs === undefined && item.outMs === undefined;
}
