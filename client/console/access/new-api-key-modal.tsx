import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FormModal } from '../form-modal.js';
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
    <FormModal
      title="New API key"
      submitLabel="Make the key"
      onSubmit={submit}
      isPending={make.isPending}
      error={make.error}
      onClose={onClose}
    >
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
    </FormModal>
  );
}
