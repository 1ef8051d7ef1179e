import { z } from 'zod';

const MOST_ATTRIBUTES = 16;
/** Names that mean something else to JavaScript objects than what a record says under them. */
const RESERVED: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** How an attribute of an audience may be named. */
export const attributeNameSchema = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'an attribute is named by 1 to 64 letters, digits, "_", "." and "-"');

type Attributes = Record<string, string>;

/** Attributes by their names. */
export function attributesSchema(name = attributeNameSchema): z.ZodType<Attributes, Attributes> {
  const attributes = z
    .record(name, z.string().max(200))
    .refine((record) => Object.keys(record).length <= MOST_ATTRIBUTES, `at most ${MOST_ATTRIBUTES} attributes`);
  // Before the record is read: zod leaves `__proto__` out without a word, and a condition without attributes is everybody's.
  return z.preprocess((value: Attributes, context) => {
    const reserved = RESERVED.find((one) => typeof value === 'object' && value !== null && Object.hasOwn(value, one));
    if (reserved !== undefined)
      context.addIssue({ code: 'custom', message: `no attribute can be named "${reserved}"` });
    return value;
  }, attributes);
}
