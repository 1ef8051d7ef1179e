import { z } from 'zod';

const alarmSchema = z
  .object({
    code: z
      .enum([
        ...['feed-silent', 'media-unreadable', 'media-missing', 'store-silent', 'store-slow', 'media-late'],
        ...['trim-late', 'frames-skipped', 'frames-late', 'workers-down', 'worker-replaced', 'disk-nearly-full'],
        ...['viewers-lose-packets', 'viewers-off-target', 'viewers-froze', 'slate-on-air'],
        ...['air-away', 'office-replaced', 'clock-off'],
      ] as const)
      .describe('What it is. Stable; a channel has at most one alarm of each.'),
    severity: z.enum(['error', 'warning']).describe('`error`: viewers miss something now, or will.'),
    message: z.string().describe('What is wrong and what to do about it, for people.'),
    at: z.number().nullable().describe('UTC milliseconds: when it happened last, or will; null for this moment.'),
  })
  .meta({ id: 'Alarm' });
/** Something that somebody should look at. It goes away by itself when it is over. */
export type Alarm = z.infer<typeof alarmSchema>;

export const alarmListSchema = z.object({ items: z.array(alarmSchema).describe('The gravest first.') });
/** `GET /api/v1/channels/:slug/alarms`. */
export type AlarmList = z.infer<typeof alarmListSchema>;
