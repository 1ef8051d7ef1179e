import { z } from 'zod';
import type { Millis } from '../units.js';
import { wholeNumberQuery } from './whole-number.js';

/** The end of the year 9999: what comes later has no ISO 8601 form of four digits. */
const LAST_INSTANT_MS = 253_402_300_799_999;
const WHAT_IS_TAKEN = 'give UTC milliseconds or an ISO 8601 instant, from 1970 to 9999, such as 2026-06-01T20:00:00Z';
const SPAN = /^(-?)P(?=.)(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/;
const SPAN_PARTS_MS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000];

const isoInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .refine((atMs) => atMs >= 0 && atMs <= LAST_INSTANT_MS);

/** An instant in a JSON body, as UTC milliseconds. */
export const instantSchema = z.union([z.int().min(0).max(LAST_INSTANT_MS), isoInstant], WHAT_IS_TAKEN);

const msInText = wholeNumberQuery(0, LAST_INSTANT_MS);

/** An instant in a query, where everything is text. */
export const instantQuerySchema = z.union([msInText, isoInstant], WHAT_IS_TAKEN);

const span = z
  .string()
  .regex(SPAN)
  .transform((text): { readonly spanMs: Millis } => ({ spanMs: spanMs(text) }));

/**
 * An instant in a query, or how far it is from another one: an ISO 8601 duration of weeks, days, hours, minutes and
 * seconds, such as `P7D` or `-PT1H`. Months and years are not taken: they have no length of their own.
 */
export const instantOrSpanQuerySchema = z.union(
  [msInText, isoInstant, span],
  `${WHAT_IS_TAKEN}, or an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as P7D`,
);

function spanMs(text: string): Millis {
  const [, sign, ...parts] = SPAN.exec(text)!;
  const lengthMs = parts.reduce((sum, part, index) => sum + Number(part ?? 0) * SPAN_PARTS_MS[index]!, 0);
  return sign === '-' ? -lengthMs : lengthMs;
}

/** An instant in an answer. */
export const instantMsSchema = z.number().describe('UTC milliseconds');
