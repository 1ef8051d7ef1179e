import { Alert, Button, Card, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useLocation } from 'wouter';
import type { ChannelView } from '../../../shared/api/channels.js';
import { ApiError } from '../api/api-client.js';
import { askFirst } from '../ask-first.js';
import { useMediaCatalogue } from '../library/media-catalogue.js';
import { useDeleteChannel, useEditChannel } from './channel-queries.js';
import { VisibilityInput } from './visibility-input.js';

export function ChannelSettings({ channel }: { readonly channel: ChannelView }) {
  const { slug, name, visibility, targetLatencyMs, fillerMediaId, maxViewers } = channel;
  const edit = useEditChannel(slug);
  const { media } = useMediaCatalogue();
  const form = useForm({
    initialValues: {
      ...{ name, visibility, fillerMediaId },
      targetLatencyMs: targetLatencyMs as number | '',
      maxViewers: maxViewers ?? ('' as number | ''),
    },
    validate: {
      name: (value) => (value.trim() === '' ? 'A channel needs a name' : null),
      targetLatencyMs: (value) => (value === '' ? 'Say how far' : null),
    },
  });
  const save = (force: boolean) => {
    const sent = form.values;
    const numbers = { targetLatencyMs: Number(sent.targetLatencyMs), maxViewers: sent.maxViewers || null };
    const settings = Object.entries({ ...sent, ...numbers, name: sent.name.trim() });
    // What this host has left alone, another may have changed meanwhile.
    const changed = Object.fromEntries(settings.filter(([field]) => form.isDirty(field)));
    edit.mutate(
      { edit: changed, force },
      {
        onSuccess() {
          form.resetDirty(sent);
          notifications.show({ message: 'The settings are saved.' });
        },
      },
    );
  };
  const needsForce = edit.error instanceof ApiError && edit.error.code === 'on-air-change';
  return (
    <Stack maw={560}>
      <form onSubmit={form.onSubmit(() => save(false))}>
        <Stack>
          <TextInput label="Name" maxLength={200} {...form.getInputProps('name')} />
          <VisibilityInput
            value={form.values.visibility}
            onChange={(visibility) => form.setFieldValue('visibility', visibility)}
          />
          <NumberInput
            label="Behind the clock"
            description="Every viewer is kept this far behind, so that all are in step: more is steadier, less is livelier."
            suffix=" ms"
            min={100}
            max={2000}
            step={50}
            allowDecimal={false}
            {...form.getInputProps('targetLatencyMs')}
          />
          <Select
            label="In gaps"
            description="What is on air when nothing is scheduled."
            placeholder="The built-in slate"
            clearable
            searchable
            data={media.map(({ id, title }) => ({ value: id, label: title }))}
            {...form.getInputProps('fillerMediaId')}
          />
          <NumberInput
            label="Most viewers"
            placeholder="As many as the server can serve"
            min={1}
            max={1_000_000}
            allowDecimal={false}
            {...form.getInputProps('maxViewers')}
          />
          {edit.error && (
            <Alert color={needsForce ? 'yellow' : 'red'} title={edit.error.message}>
              {needsForce && (
                <Button color="red" variant="light" onClick={() => save(true)}>
                  Change it on air
                </Button>
              )}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={edit.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
      <DeleteChannel channel={channel} />
    </Stack>
  );
}

function DeleteChannel({ channel }: { readonly channel: ChannelView }) {
  const remove = useDeleteChannel(channel.slug);
  const [, navigate] = useLocation();
  const ask = () =>
    askFirst({
      title: `Delete the channel “${channel.name}”?`,
      consequences: 'Whoever watches it is told that it has ended. Its schedule goes with it.',
      confirm: 'Delete',
      onConfirm: () => remove.mutate(undefined, { onSuccess: () => navigate('/channels') }),
    });
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between">
        <Text size="sm">A channel that nobody needs any more</Text>
        <Button color="red" variant="light" loading={remove.isPending} onClick={ask}>
          Delete the channel
        </Button>
      </Group>
    </Card>
  );
}
