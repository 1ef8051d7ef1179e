import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
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
    <Modal opened onClose={onClose} title="New user">
      <form onSubmit={submit}>
        <Stack>
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
          {add.error && (
            <Alert color="red" role="alert">
              {add.error.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={add.isPending}>
              Add the user
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
