import { z } from 'zod';

const iceServerSchema = z
  .object({
    urls: z.union([z.string(), z.array(z.string())]),
    username: z.string().exactOptional(),
    credential: z.string().exactOptional(),
  })
  .meta({ id: 'IceServer' });
export type IceServer = z.infer<typeof iceServerSchema>;

export const playerConfigSchema = z
  .object({
    protocol: z.int(),
    routerRtpCapabilities: z.unknown().describe("mediasoup's RtpCapabilities of every router."),
    iceServers: z.array(iceServerSchema),
  })
  .meta({ id: 'PlayerConfig' });
/** `GET /api/v1/config`: what a player needs before it joins. */
export type PlayerConfig = z.infer<typeof playerConfigSchema>;

export const timeSchema = z.object({ now: z.number().describe('The master clock, UTC milliseconds.') });
