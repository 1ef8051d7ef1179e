import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { usePrincipal } from '../session/session.js';
import { type ApiKeyOnce, useMakeApiKey } from './access-queries.js';
import { type Role, rolesUpTo } from './roles.js';

interface Props {
  readonly onMade: (key: ApiKeyOnce) => void;
  readonly onClose: () => void;
}

const LIFETIMES = [
  { value: '30', label: 'After 30 days' },
  { value: '365', label: 'After a year' },
  { value: '', label: 'When it is revoked' },
];

export function NewApiKeyModal({ onMade, onClose }: Props) {
  const { role: ownRole } = usePrincipal();
  const make = useMakeApiKey();
  const form = useForm({
    initialValues: { name: '', role: 'viewer-issuer' as Role, days: '365' },
    validate: { name: (name) => (name.trim() === '' ? 'Say what it is for' : null) },
  });
  const submit = form.onSubmit(({ name, role, days }) =>
    make.mutate(
      { name, role, ...(days !== '' && { expiresInDays: Number(days) }) },
      {
        onSuccess(made) {
          onClose();
          onMade(made);
        },
      },
    ),
  );
  return (
    <Modal opened onClose={onClose} title="New API key">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="What it is for"
            description="The history names it where it changes something."
            placeholder="ticket office"
            data-autofocus
            maxLength={100}
            {...form.getInputProps('name')}
          />
          <Select label="May do" data={rolesUpTo(ownRole)} allowDeselect={false} {...form.getInputProps('role')} />
          <Select label="Ends" data={LIFETIMES} allowDeselect={false} {...form.getInputProps('days')} />
          {make.error && (
            <Alert color="red" role="alert">
              {make.error.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={make.isPending}>
              Make the key
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
