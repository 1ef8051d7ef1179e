import { z } from 'zod';

/** The media type of errors, RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json';

/** An error as the API answers it; some codes add members, such as `usedBy`. */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string().describe('What kind of thing went wrong, for people: the same for every problem of this code.'),
    status: z.int(),
    detail: z.string().describe('What went wrong this time and what to do, for people.'),
    code: z.string().describe('What went wrong, for programs: it never changes.'),
  })
  .meta({ id: 'Problem' });
