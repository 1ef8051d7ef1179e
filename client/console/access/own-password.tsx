import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { ErrorAlert } from '../error-alert.js';
import { useChangePassword, usePrincipal } from '../session/session.js';
import { Section } from './section.js';

const LEAST_CHARACTERS = 8;

export function OwnPassword() {
  const { username } = usePrincipal();
  const change = useChangePassword();
  const form = useForm({
    initialValues: { oldPassword: '', newPassword: '' },
    validate: {
      oldPassword: (text) => (text === '' ? 'Type the password you have now' : null),
      newPassword: (text) => (text.length < LEAST_CHARACTERS ? `At least ${LEAST_CHARACTERS} characters` : null),
    },
  });
  const submit = form.onSubmit((passwords) =>
    change.mutate(passwords, {
      onSuccess() {
        form.reset();
        notifications.show({ message: 'Your password is changed; you stay signed in here.' });
      },
    }),
  );
  return (
    <Section title="Your password" explanation="A new one ends your sessions in every other browser.">
      <form onSubmit={submit}>
        <Stack maw={420}>
          <input type="hidden" name="username" autoComplete="username" value={username} />
          <PasswordInput label="Password now" autoComplete="current-password" {...form.getInputProps('oldPassword')} />
          <PasswordInput
            label="New password"
            description={`At least ${LEAST_CHARACTERS} characters`}
            autoComplete="new-password"
            {...form.getInputProps('newPassword')}
          />
          <ErrorAlert error={change.error} />
          <Group>
            <Button type="submit" variant="default" loading={change.isPending}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
