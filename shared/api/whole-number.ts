import { z } from 'zod';

/** A whole number in a query, where everything is text: decimal digits alone, no sign, no blank, no `0x10`. */
export function wholeNumberQuery(least: number, most: number) {
  return z
    .string()
    .refine((text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `give a whole number from ${least} to ${most}`,
    })
    .transform(Number)
    .meta({ type: 'integer', minimum: least, maximum: most });
}
