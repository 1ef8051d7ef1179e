import { z } from 'zod';

const SECONDS_PER_DAY = 86_400;
const MAX_ATTRIBUTES = 16;
const RESERVED = 'viewer';

const attributeName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'a name is 1 to 64 letters, digits, dots, dashes and underscores')
  .refine((name) => name !== RESERVED, 'this one is always the viewerId');

const viewerAttributesSchema = z
  .record(attributeName, z.string().max(200))
  .refine((audience) => Object.keys(audience).length <= MAX_ATTRIBUTES, `at most ${MAX_ATTRIBUTES} attributes`)
  .describe('The attributes that decide what the viewer is served, such as `{"lang": "fr"}`.');

const viewerId = z.string().min(1).max(200).describe('The viewer, by whatever name the integrator knows it.');

export const viewerTokenRequestSchema = z.object({
  viewerId,
  audience: viewerAttributesSchema.default({}),
  expiresInSeconds: z
    .int()
    .min(1)
    .max(31 * SECONDS_PER_DAY),
  maxSessions: z.int().min(1).max(1000).optional().describe('How many may watch with it at once; any when left out.'),
});

export const viewerTokenSchema = z
  .object({
    token: z.string().describe('Hand it to the player: a JWT.'),
    tokenId: z.string().describe('To revoke it by.'),
    expiresAt: z.number().describe('UTC milliseconds'),
  })
  .meta({ id: 'ViewerToken' });

export const viewerOfTokensSchema = z.object({ viewerId });

export const signingKeySchema = z
  .object({
    id: z.string().describe('The `kid` in the header of the tokens that it signed.'),
    createdAtMs: z.number().describe('UTC milliseconds'),
    acceptedUntilMs: z.number().nullable().describe('UTC milliseconds; null for the one that signs.'),
  })
  .meta({ id: 'SigningKey' });

export const signingKeyListSchema = z.object({ items: z.array(signingKeySchema) });
