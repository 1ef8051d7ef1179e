import { Select, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FormModal } from '../form-modal.js';
import { type UserOnce, useAddUser } from './access-queries.js';
import { type Role, rolesUpTo } from './roles.js';

interface Props {
  readonly onAdded: (user: UserOnce) => void;
  readonly onClose: () => void;
}

export function NewUserModal({ onAdded, onClose }: Props) {
  const add = useAddUser();
  const form = useForm({
    initialValues: { username: '', role: 'host' as Role },
    validate: {
      username: (name) =>
        /^[a-z0-9][a-z0-9._@+-]{0,63}$/.test(name.trim().toLowerCase())
          ? null
          : 'Letters from a to z, digits and ._@+-, a letter or digit first',
    },
  });
  const submit = form.onSubmit((user) =>
    add.mutate(user, {
      onSuccess(added) {
        onClose();
        onAdded(added);
      },
    }),
  );
  return (
    <FormModal
      title="New user"
      submitLabel="Add the user"
      onSubmit={submit}
      isPending={add.isPending}
      error={add.error}
      onClose={onClose}
    >
      <TextInput
        label="User name"
        data-autofocus
        autoCapitalize="none"
        autoComplete="off"
        maxLength={64}
        {...form.getInputProps('username')}
      />
      <Select label="May do" data={rolesUpTo('admin')} allowDeselect={false} {...form.getInputProps('role')} />
      <Text size="sm" c="dimmed">
        A password is made, and shown to you once.
      </Text>
    </FormModal>
  );
}
