import { Alert, Button, Center, Loader, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { PrincipalContext, useSession } from './session.js';
import { SignInPage } from './sign-in-page.js';

/** Shows the console to those signed in, and to everybody else how to sign in. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { data: principal, error, isPending, refetch } = useSession();
  if (principal) return <PrincipalContext value={principal}>{children}</PrincipalContext>;
  if (principal === null) return <SignInPage />;
  return (
    <Center component="main" mih="100dvh" p="md">
      {isPending && !error ? (
        <Loader aria-label="Loading" />
      ) : (
        <Alert color="red" title="The console cannot reach the server" maw={420}>
          <Stack align="flex-start">
            {error?.message}
            <Button onClick={() => void refetch()}>Try again</Button>
          </Stack>
        </Alert>
      )}
    </Center>
  );
}
