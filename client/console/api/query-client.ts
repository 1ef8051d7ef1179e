import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-client.js';
import { showError } from './show-error.js';

const RETRIES = 3;
/** The session's own query; everything else waits for it. */
export const SESSION_KEY = ['session'] as const;

/**
 * What the server has told, and when to ask again. A session that has ended leads to the sign-in page wherever it is
 * noticed; a change that failed is told, unless its own place tells it (`meta: { quiet: true }`).
 */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEndOfSession }),
  mutationCache: new MutationCache({
    onError(error, _variables, _result, mutation) {
      noticeEndOfSession(error);
      if (mutation.meta?.['quiet'] !== true) showError(error);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Asking again helps where nobody answered, not where somebody said no.
      retry: (failures, error) => failures < RETRIES && !(error instanceof ApiError && isRefusal(error.status)),
    },
    mutations: { networkMode: 'always' },
  },
});

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}

function noticeEndOfSession(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) {
    void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  }
}
