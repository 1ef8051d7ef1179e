import { z } from 'zod';
import { passwordSchema, roleSchema, usernameSchema } from './auth.js';
import { wholeNumberQuery } from './whole-number.js';

export const userSchema = z
  .object({
    username: z.string(),
    role: roleSchema,
    disabled: z.boolean().describe('Kept out for the time being, API keys included.'),
    revision: z.int().describe('Raised by every change.'),
    createdAtMs: z.number().describe('UTC milliseconds'),
  })
  .meta({ id: 'User' });

export const userOnceSchema = userSchema
  .extend({ password: z.string().optional().describe('The password, if it was made here: shown this once.') })
  .meta({ id: 'UserOnce' });

export const userListSchema = z.object({
  items: z.array(userSchema),
  nextCursor: z.string().nullable().describe('Ask for the next page with it; null on the last.'),
});

export const userListQuerySchema = z.object({
  limit: wholeNumberQuery(1, 200).default(50),
  cursor: z.string().max(500).optional(),
});

export const newUserSchema = z.object({
  username: usernameSchema,
  role: roleSchema,
  password: passwordSchema.optional().describe('One is made when left out.'),
});

export const userEditSchema = z
  .object({
    role: roleSchema.optional(),
    disabled: z.boolean().optional(),
    password: passwordSchema.nullable().optional().describe('Null has one made.'),
  })
  .refine((edit) => Object.values(edit).some((value) => value !== undefined), 'name something to change');
