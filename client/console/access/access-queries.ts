import { useMutation, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { apiKeyListSchema, apiKeyOnceSchema, newApiKeySchema } from '../../../shared/api/api-keys.js';
import type { signingKeyListSchema } from '../../../shared/api/tokens.js';
import type { newUserSchema, userEditSchema, userOnceSchema, userSchema } from '../../../shared/api/users.js';
import { api } from '../api/api-client.js';
import type { Asking } from '../api/asking.js';
import { usePages } from '../api/pages.js';
import { queryClient } from '../api/query-client.js';

const USERS_KEY = ['users'] as const;
const API_KEYS_KEY = ['api-keys'] as const;
const SIGNING_KEYS_KEY = ['signing-keys'] as const;

export type User = z.infer<typeof userSchema>;
export type UserOnce = z.infer<typeof userOnceSchema>;
export type ApiKey = z.infer<typeof apiKeyListSchema>['items'][number];
export type ApiKeyOnce = z.infer<typeof apiKeyOnceSchema>;
export type SigningKey = z.infer<typeof signingKeyListSchema>['items'][number];

/** By name, page by page. */
export function useUsers(options: Asking = {}) {
  return usePages<User>({ ...options, queryKey: USERS_KEY, path: '/users', query: { limit: 100 } });
}

/** Says itself what stands in the way. */
export function useAddUser() {
  return useMutation({
    mutationFn: (user: z.input<typeof newUserSchema>) => api<UserOnce>('/users', { method: 'POST', body: user }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: USERS_KEY }),
    meta: { quiet: true },
  });
}

export function useChangeUser() {
  return useMutation({
    mutationFn: ({ user, change }: { user: User; change: z.input<typeof userEditSchema> }) =>
      api<UserOnce>(userPath(user), { method: 'PATCH', body: change }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: USERS_KEY }),
  });
}

export function useRemoveUser() {
  return useMutation({
    mutationFn: (user: User) => api(userPath(user), { method: 'DELETE' }),
    onSettled: () =>
      Promise.all([USERS_KEY, API_KEYS_KEY].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}

/** One's own; every key for an administrator. */
export function useApiKeys() {
  return useQuery({
    queryKey: API_KEYS_KEY,
    queryFn: ({ signal }) => api<z.infer<typeof apiKeyListSchema>>('/api-keys', { signal }),
  });
}

/** Says itself what stands in the way. */
export function useMakeApiKey() {
  return useMutation({
    mutationFn: (key: z.input<typeof newApiKeySchema>) => api<ApiKeyOnce>('/api-keys', { method: 'POST', body: key }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: API_KEYS_KEY }),
    meta: { quiet: true },
  });
}

export function useRevokeApiKey() {
  return useMutation({
    mutationFn: (id: string) => api(`/api-keys/${id}`, { method: 'DELETE' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: API_KEYS_KEY }),
  });
}

export function useSigningKeys(options: Asking = {}) {
  return useQuery({
    ...options,
    queryKey: SIGNING_KEYS_KEY,
    queryFn: ({ signal }) => api<z.infer<typeof signingKeyListSchema>>('/signing-keys', { signal }),
  });
}

/** `rotate` signs with another key from now on; `retire` ends one at once, and every token that it signed. */
export function useChangeSigningKeys() {
  return useMutation({
    mutationFn: (change: { readonly kind: 'rotate' } | { readonly kind: 'retire'; readonly id: string }) =>
      change.kind === 'rotate'
        ? api('/signing-keys/rotate', { method: 'POST' })
        : api(`/signing-keys/${change.id}`, { method: 'DELETE' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: SIGNING_KEYS_KEY }),
  });
}

function userPath({ username }: User): string {
  return `/users/${encodeURIComponent(username)}`;
}
