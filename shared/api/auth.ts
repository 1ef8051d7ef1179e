import { z } from 'zod';

export const roleSchema = z.enum(['viewer-issuer', 'host', 'admin']).describe('Each may do what those before it may.');

/** More than anybody types; what is longer costs time to hash. */
const MOST_PASSWORD_CHARS = 1000;

export const usernameSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._@+-]{0,63}$/, 'a name is 1 to 64 of a to z, 0 to 9 and ._@+-, a letter or digit first');

export const passwordSchema = z
  .string()
  .min(8, 'at least 8 characters')
  .max(MOST_PASSWORD_CHARS, 'at most 1000 characters');

export const loginSchema = z.object({
  username: z.string().min(1).max(200).trim().toLowerCase(),
  password: z.string().min(1).max(1000),
});

export const passwordChangeSchema = z.object({
  oldPassword: z.string().min(1).max(1000),
  newPassword: passwordSchema,
});

export const principalSchema = z
  .object({
    username: z.string(),
    role: roleSchema,
    expiresAtMs: z.number().nullable().describe('UTC milliseconds; null for an API key without an end.'),
  })
  .meta({ id: 'Principal' });

export const sessionSchema = z
  .object({
    username: z.string(),
    role: roleSchema,
    expiresAtMs: z.number().describe('UTC milliseconds'),
    token: z.string().describe('Send it as `Authorization: Bearer`.'),
  })
  .meta({ id: 'Session' });
