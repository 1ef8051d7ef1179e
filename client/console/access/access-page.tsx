import { Loader, Stack, Title } from '@mantine/core';
import { isWaiting } from '../api/asking.js';
import { usePrincipal } from '../session/session.js';
import { useApiKeys, useSigningKeys, useUsers } from './access-queries.js';
import { ApiKeys } from './api-keys.js';
import { OwnPassword } from './own-password.js';
import { SigningKeys } from './signing-keys.js';
import { Users } from './users.js';

/** Who and what may come in: people by password, programs by key, viewers by token. */
export default function AccessPage() {
  const isAdmin = usePrincipal().role === 'admin';
  const ofAdmins = { enabled: isAdmin };
  const isLoading = isWaiting([useUsers(ofAdmins), useApiKeys(), useSigningKeys(ofAdmins)]);
  return (
    <Stack gap="xl">
      <Title order={1} size="h2">
        Access
      </Title>
      {isLoading ? (
        <Loader aria-label="Loading" />
      ) : (
        <>
          {isAdmin && <Users />}
          <ApiKeys />
          {isAdmin && <SigningKeys />}
          <OwnPassword />
        </>
      )}
    </Stack>
  );
}
