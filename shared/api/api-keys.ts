import { z } from 'zod';
import { roleSchema } from './auth.js';

export const newApiKeySchema = z.object({
  name: z.string().trim().min(1).max(100).describe('What it is for: it stands in the record of who did what.'),
  role: roleSchema,
  expiresInDays: z.int().min(1).max(3650).optional().describe('It holds until it is revoked when left out.'),
});

const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().describe('How the key begins.'),
    role: roleSchema.describe('What it may do, as long as its owner may.'),
    createdBy: z.string().describe('Its owner: it goes when the owner goes.'),
    createdAtMs: z.number().describe('UTC milliseconds'),
    expiresAtMs: z.number().nullable().describe('UTC milliseconds'),
    lastUsedAtMs: z.number().nullable().describe('UTC milliseconds, to the minute.'),
  })
  .meta({ id: 'ApiKey' });

export const apiKeyOnceSchema = apiKeySchema
  .extend({ key: z.string().describe('Send it as `Authorization: Bearer`. Shown this once.') })
  .meta({ id: 'ApiKeyOnce' });

export const apiKeyListSchema = z.object({ items: z.array(apiKeySchema) });
