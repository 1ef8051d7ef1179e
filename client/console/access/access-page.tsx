import { Stack, Title } from '@mantine/core';
import { usePrincipal } from '../session/session.js';
import { ApiKeys } from './api-keys.js';
import { OwnPassword } from './own-password.js';
import { SigningKeys } from './signing-keys.js';
import { Users } from './users.js';

/** Who and what may come in: people by password, programs by key, viewers by token. */
export default function AccessPage() {
  const { role } = usePrincipal();
  return (
    <Stack gap="xl">
      <Title order={1} size="h2">
        Access
      </Title>
      {role === 'admin' && <Users />}
      <ApiKeys />
      {role === 'admin' && <SigningKeys />}
      <OwnPassword />
    </Stack>
  );
}
