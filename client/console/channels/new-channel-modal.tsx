import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { FormModal } from '../form-modal.js';
import { useAllSequences } from '../sequences/sequence-queries.js';
import { useAddChannel } from './channel-queries.js';
import { slugOf } from './slug.js';
import { VisibilityInput } from './visibility-input.js';

const TARGET_LATENCY_MS = 200;

export function NewChannelModal({ onClose }: { readonly onClose: () => void }) {
  const add = useAddChannel();
  const [, navigate] = useLocation();
  const { sequences } = useAllSequences();
  // Until somebody chooses, the newest: most channels are made for what was just made.
  const [chosen, setChosen] = useState<string | null>();
  const sequenceId = chosen === undefined ? (sequences[0]?.id ?? null) : chosen;
  const form = useForm({
    initialValues: { name: '', slug: '', visibility: 'public' as 'public' | 'token' },
    validate: {
      name: (name) => (name.trim() === '' ? 'Give the channel a name' : null),
      slug: (slug) => (slugOf(slug) === slug && slug !== '' ? null : 'Small letters, digits and hyphens'),
    },
  });
  const submit = form.onSubmit(({ name, slug, visibility }) =>
    add.mutate(
      {
        input: {
          ...{ name: name.trim(), slug, visibility, targetLatencyMs: TARGET_LATENCY_MS },
          ...{ fillerMediaId: null, maxViewers: null, adaptiveLatency: false },
        },
        sequenceId,
      },
      { onSuccess: () => navigate(`/channels/${slug}`) },
    ),
  );
  return (
    <FormModal
      title="New channel"
      submitLabel="Make the channel"
      onSubmit={submit}
      isPending={add.isPending}
      error={add.error}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        data-autofocus
        maxLength={200}
        {...form.getInputProps('name')}
        onChange={(event) => {
          const name = event.currentTarget.value;
          // The address follows the name until somebody writes one.
          if (form.values.slug === slugOf(form.values.name)) form.setFieldValue('slug', slugOf(name));
          form.setFieldValue('name', name);
        }}
      />
      <TextInput
        label="Address"
        description="It stays; viewers open /watch/ and this."
        maxLength={64}
        {...form.getInputProps('slug')}
      />
      <VisibilityInput
        value={form.values.visibility}
        onChange={(visibility) => form.setFieldValue('visibility', visibility)}
      />
      {sequences.length > 0 && (
        <Select
          label="On air from now on"
          description="Again and again. Nothing yet? Clear it, and use the schedule."
          placeholder="Nothing yet"
          searchable
          clearable
          data={sequences.map(({ id, name }) => ({ value: id, label: name }))}
          value={sequenceId}
          onChange={setChosen}
        />
      )}
    </FormModal>
  );
}
