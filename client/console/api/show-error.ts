import { notifications } from '@mantine/notifications';
import { ApiError } from './api-client.js';

/** Tells what went wrong and what to do about it; the same error twice is shown once. */
export function showError(error: unknown): void {
  const isKnown = error instanceof ApiError;
  const message = isKnown ? error.message : 'Something went wrong in this page: reload it.';
  notifications.show({
    id: `error-${isKnown ? error.code : 'page'}`,
    color: 'red',
    title: 'That did not work',
    message,
    autoClose: 10_000,
  });
}
