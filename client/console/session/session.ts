import { useMutation, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { z } from 'zod';
import type { principalSchema } from '../../../shared/api/auth.js';
import { ApiError, api } from '../api/api-client.js';
import { queryClient, SESSION_KEY } from '../api/query-client.js';

const PASSWORD_KEY = ['password'];

export type Principal = z.infer<typeof principalSchema>;

/** Who is signed in; null for nobody. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => fetchSession(signal),
    staleTime: 60_000,
    refetchOnWindowFocus: 'always',
  });
}

/** Who is signed in, below what shows the console to nobody else: what is drawn once more while it goes still has it. */
export const PrincipalContext = createContext<Principal | null>(null);

/** For what is shown to nobody but those signed in. */
export function usePrincipal(): Principal {
  const principal = useContext(PrincipalContext);
  if (principal === null) throw new Error('nobody is signed in');
  return principal;
}

export function useSignIn() {
  return useMutation({
    mutationFn: (credentials: { username: string; password: string }) =>
      api('/auth/login', { method: 'POST', body: credentials }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: SESSION_KEY }),
    meta: { quiet: true },
  });
}

/** Ends every session of one's own but the new one that comes with it. */
export function useChangePassword() {
  return useMutation({
    mutationKey: PASSWORD_KEY,
    mutationFn: (passwords: { oldPassword: string; newPassword: string }) =>
      api<Principal>('/auth/password', { method: 'POST', body: passwords }),
    onSuccess: ({ username, role, expiresAtMs }) =>
      queryClient.setQueryData<Principal>(SESSION_KEY, { username, role, expiresAtMs }),
    meta: { quiet: true },
  });
}

/** Looks whether the session still holds. While a password changes, the old one has ended and the new one is coming. */
export async function checkSession(): Promise<void> {
  if (queryClient.isMutating({ mutationKey: PASSWORD_KEY }) > 0) return;
  await queryClient.invalidateQueries({ queryKey: SESSION_KEY });
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => api('/auth/logout', { method: 'POST' }),
    async onSettled() {
      // An answer of before, on its way still, would sign in again.
      await queryClient.cancelQueries({ queryKey: SESSION_KEY });
      queryClient.setQueryData(SESSION_KEY, null);
      // What the last user saw is nothing for the next.
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
    },
  });
}

async function fetchSession(signal: AbortSignal): Promise<Principal | null> {
  try {
    return await api<Principal>('/auth/session', { signal });
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}
