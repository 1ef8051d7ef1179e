import { z } from 'zod';
import { attributeNameSchema, attributesSchema } from './attributes.js';

const SECONDS_PER_DAY = 86_400;
/** The attribute that is always the viewer's id. */
const VIEWER_ID = 'viewer';

const viewerAttributesSchema = attributesSchema(
  attributeNameSchema.refine((name) => name !== VIEWER_ID, 'this one is always the viewerId'),
).describe('The attributes that decide what the viewer is served, such as `{"lang": "fr"}`.');

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
