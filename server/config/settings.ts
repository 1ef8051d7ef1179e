import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { parseStoreLocation, type StoreLocation } from '../../media/store/store-location.js';
import { HOUSE_FRAME_RATES } from '../../shared/timeline/grid.js';
import { TrustedProxies } from '../net/trusted-proxies.js';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['0', '1']).transform((value) => value === '1');
const HOST_NAME = /^[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?\.?$/i;
const ipAddress = z.union([z.ipv4(), z.ipv6()]);

/** RFC 7064 and RFC 7065: browsers refuse any other, and with it every server. */
const iceUrl = z
  .string()
  .regex(/^(?:stuns?:[^\s?/@]+|turns?:[^\s?/@]+(?:\?transport=(?:udp|tcp))?)$/i, 'not a stun: or turn: address');
const iceServerSchema = z.object({
  urls: z.union([iceUrl, z.array(iceUrl).min(1)]),
  username: z.string().exactOptional(),
  credential: z.string().exactOptional(),
});

const iceServers = z.string().transform((text, context): z.infer<typeof iceServerSchema>[] => {
  try {
    return z.array(iceServerSchema).parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'not a JSON list of RTCIceServer' });
    return z.NEVER;
  }
});

const trustedProxies = z.string().transform((text, context): TrustedProxies => {
  const proxies = TrustedProxies.parse(text);
  if (proxies !== undefined) return proxies;
  context.addIssue({ code: 'custom', message: 'no list of networks' });
  return z.NEVER;
});

const houseSize = z.string().transform((text, context) => {
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(text)?.map(Number) ?? [];
  const isEven = width !== undefined && height !== undefined && width % 2 === 0 && height % 2 === 0;
  if (isEven && width >= 160 && width <= 3840 && height >= 90 && height <= 2160) return { width, height };
  context.addIssue({ code: 'custom', message: 'not a canvas' });
  return z.NEVER;
});

const mediaStore = z.string().transform((text, context): StoreLocation => {
  const location = parseStoreLocation(text);
  if (location !== undefined) return location;
  context.addIssue({ code: 'custom', message: 'no store' });
  return z.NEVER;
});

/** One setting: how it is read, what it does when it is not given, and how `--help` explains it. */
interface Setting<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** As it would stand in the environment; undefined leaves the setting out. */
  readonly fallback: string | undefined;
  readonly allowed: string;
  readonly about: string;
}

function setting<Schema extends z.ZodType>(
  schema: Schema,
  fallback: string | undefined,
  allowed: string,
  about: string,
): Setting<Schema> {
  return { schema, fallback, allowed, about };
}

/** Every setting, in the order `--help` lists them. */
export const SETTINGS = {
  PORT: setting(port, '8080', 'a port, 0 to 65535', 'HTTP and signaling'),
  HOST: setting(z.string().min(1), '0.0.0.0', 'an address of this machine', 'the address HTTP listens on'),
  PUBLIC_URL: setting(
    z.url({ protocol: /^https?$/ }),
    undefined,
    'an http(s) URL',
    'how viewers reach this server, when not by HOST and PORT',
  ),
  TRUSTED_PROXIES: setting(
    trustedProxies,
    'loopback',
    'addresses and networks such as 10.0.0.0/8, separated by commas; loopback for this machine; or none',
    'the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed',
  ),
  METRICS_TOKEN: setting(
    z.string().regex(/^[\w.~+/-]{16,512}=*$/),
    undefined,
    'at least 16 letters, digits and -._~+/',
    'what /metrics asks for as Authorization: Bearer (default: it answers this machine alone)',
  ),
  DATA_DIR: setting(z.string().min(1), './data', 'a folder', 'database and prepared media; each server needs its own'),
  MEDIA_STORE: setting(
    mediaStore,
    'disk',
    'disk, or s3://BUCKET or s3://BUCKET/PREFIX',
    'where prepared media is kept: in DATA_DIR, or in a bucket',
  ),
  S3_ENDPOINT: setting(
    z.url({ protocol: /^https?$/ }),
    undefined,
    'an http(s) URL',
    'an S3-compatible server (default: Amazon S3)',
  ),
  S3_REGION: setting(
    z.string().regex(/^[a-z0-9-]+$/),
    'us-east-1',
    'a region such as eu-central-1',
    'the region of the bucket',
  ),
  S3_ACCESS_KEY_ID: setting(
    z.string().min(1),
    undefined,
    'a key, with S3_SECRET_ACCESS_KEY',
    'who may use the bucket (default: looked for where AWS programs look)',
  ),
  S3_SECRET_ACCESS_KEY: setting(z.string().min(1), undefined, 'the secret of S3_ACCESS_KEY_ID', 'proves it'),
  ADMIN_PASSWORD: setting(
    z.string().min(8).max(1000),
    undefined,
    '8 to 1000 characters',
    'the password of the user admin (default: made on the first start and printed once)',
  ),
  IMPORT_DIR: setting(z.string().min(1), undefined, 'a folder', 'the folder that hosts may import files from'),
  MAX_UPLOAD_BYTES: setting(
    z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    String(32 * 1024 ** 3),
    'a number of bytes',
    'how large an uploaded file may be',
  ),
  PREPARATION_TRIES: setting(
    z.coerce.number().int().min(1).max(1000),
    '3',
    '1 to 1000',
    'how often a preparation is begun that ends together with the server',
  ),
  RTC_PORT: setting(
    port,
    '44400',
    'a port, 0 to 65535',
    'WebRTC media, UDP and TCP; each further worker takes the next',
  ),
  RTC_LISTEN_IP: setting(
    ipAddress,
    undefined,
    'an IP address',
    'the address media listens on (default: all of this machine)',
  ),
  RTC_ANNOUNCED_ADDRESS: setting(
    z.union([ipAddress, z.string().regex(HOST_NAME)]),
    undefined,
    'an IP address or host name',
    'the address viewers are told to send to, when behind NAT or in a container',
  ),
  RTC_WORKERS: setting(
    z.coerce.number().int().min(1).max(256),
    String(availableParallelism()),
    '1 to 256',
    'mediasoup workers; one per core',
  ),
  ICE_SERVERS: setting(iceServers, '[]', 'a JSON list of RTCIceServer', 'STUN and TURN servers for viewers'),
  TURN_SECRET: setting(
    z.string().min(1),
    undefined,
    'the secret of the TURN servers in ICE_SERVERS',
    'gives each viewer who has joined credentials of its own for TURN (static-auth-secret in coturn)',
  ),
  HOUSE_FPS: setting(
    z.coerce.number().refine((fps) => HOUSE_FRAME_RATES.some((rate) => rate === fps)),
    '30',
    HOUSE_FRAME_RATES.join(', '),
    'frames per second of everything on air; fixed once media is prepared',
  ),
  HOUSE_SIZE: setting(
    houseSize,
    '1280x720',
    'WIDTHxHEIGHT, even, 160x90 to 3840x2160',
    'the canvas of everything on air',
  ),
  LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
    'fatal, error, warn, info, debug, trace, silent',
    'how much is logged',
  ),
  DEMO: setting(flag, '1', '0 or 1', 'whether the first start makes the demo channel'),
  FFMPEG_BIN: setting(z.string().min(1), 'ffmpeg', 'a program', 'the ffmpeg that prepares media'),
  FFPROBE_BIN: setting(z.string().min(1), 'ffprobe', 'a program', 'the ffprobe beside it'),
  MEDIASOUP_WORKER_BIN: setting(z.string().min(1), undefined, 'a program', 'the SFU worker, when not found by set-up'),
} as const;

export type SettingName = keyof typeof SETTINGS;
type SettingValue<Name extends SettingName> = z.output<(typeof SETTINGS)[Name]['schema']>;
type Optional =
  | 'PUBLIC_URL'
  | 'METRICS_TOKEN'
  | 'ADMIN_PASSWORD'
  | 'IMPORT_DIR'
  | 'S3_ENDPOINT'
  | 'S3_ACCESS_KEY_ID'
  | 'S3_SECRET_ACCESS_KEY'
  | 'RTC_LISTEN_IP'
  | 'RTC_ANNOUNCED_ADDRESS'
  | 'TURN_SECRET'
  | 'MEDIASOUP_WORKER_BIN';

/** The settings as values, checked. */
export type Settings = { readonly [Name in Exclude<SettingName, Optional>]: SettingValue<Name> } & {
  readonly [Name in Optional]: SettingValue<Name> | undefined;
};
