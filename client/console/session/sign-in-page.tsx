import { Anchor, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ErrorAlert } from '../error-alert.js';
import { Wordmark } from '../shell/wordmark.js';
import { useSignIn } from './session.js';

/** Who may come in, and where the first password is found. */
export function SignInPage() {
  const signIn = useSignIn();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { username: '', password: '' },
    validate: {
      username: (value) => (value.trim() === '' ? 'Type your user name' : null),
      password: (value) => (value === '' ? 'Type your password' : null),
    },
  });
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={380} gap="lg">
        <Wordmark />
        <Paper withBorder p="lg" shadow="sm">
          <form onSubmit={form.onSubmit((credentials) => signIn.mutate(credentials))}>
            <Stack>
              <Title order={1} size="h3">
                Sign in to the console
              </Title>
              <ErrorAlert error={signIn.error} />
              <TextInput
                label="User name"
                autoComplete="username"
                autoCapitalize="none"
                autoFocus
                key={form.key('username')}
                {...form.getInputProps('username')}
              />
              <PasswordInput
                label="Password"
                autoComplete="current-password"
                key={form.key('password')}
                {...form.getInputProps('password')}
              />
              <Button type="submit" loading={signIn.isPending} fullWidth>
                Sign in
              </Button>
            </Stack>
          </form>
        </Paper>
        <Text size="sm" c="dimmed">
          First time here? The user is <b>admin</b>; its password was printed where the server was started, once. Lost
          it? Start the server with <code>ADMIN_PASSWORD</code> set. Looking for something to watch? See{' '}
          <Anchor href="/" underline="always">
            what is on
          </Anchor>
          .
        </Text>
      </Stack>
    </Center>
  );
}
