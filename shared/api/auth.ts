import { z } from 'zod';

export const loginSchema = z.object({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
});

export const principalSchema = z
  .object({
    username: z.string(),
    role: z.enum(['viewer-issuer', 'host', 'admin']),
    expiresAtMs: z.number().describe('UTC milliseconds'),
  })
  .meta({ id: 'Principal' });

export const sessionSchema = principalSchema
  .extend({ token: z.string().describe('Send it as `Authorization: Bearer`.') })
  .meta({ id: 'Session' });
