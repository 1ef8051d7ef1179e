import { z } from 'zod';

export const channelPosterSchema = z
  .object({
    at: z.number().describe('UTC milliseconds: the instant the picture is of.'),
    title: z.string(),
    picture: z
      .object({
        url: z.string().describe('Of a JPEG, from the root of this server. It asks for the same viewer token.'),
        x: z.int(),
        y: z.int(),
        width: z.int(),
        height: z.int(),
      })
      .nullable()
      .describe('Which part of which picture; null when there is none, as of the slate.'),
  })
  .meta({ id: 'ChannelPoster' });
/** `GET /api/v1/channels/:slug/poster`. */
export type ChannelPoster = z.infer<typeof channelPosterSchema>;
