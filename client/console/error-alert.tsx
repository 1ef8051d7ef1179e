import { Alert } from '@mantine/core';

/** What went wrong, in the words of the error; nothing while there is none. */
export function ErrorAlert({ error }: { readonly error: { readonly message: string } | null }) {
  return error && <Alert color="red">{error.message}</Alert>;
}
