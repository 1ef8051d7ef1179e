import { type OpenedStore, openStore } from '../../media/store/open-store.js';
import type { S3Access } from '../../media/store/s3-blob-store.js';
import { S3AccessError, type S3Fault } from '../../media/store/s3-failure.js';
import type { StoreLocation } from '../../media/store/store-location.js';
import type { Logger } from '../log/logger.js';
import { SettingsError } from './load-settings.js';
import type { Settings } from './settings.js';

type StoreSettings = Pick<
  Settings,
  'MEDIA_STORE' | 'S3_ENDPOINT' | 'S3_REGION' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY'
>;

/** Remembers, between starts, which store was usable. */
export interface StoreMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

const USED = 'media-store-used';

/**
 * Opens the store that the settings name. One that was usable before is opened whether or not it can be reached now: what
 * is on air lives without it, and viewers see the slate in place of what only it has.
 * @param folder where objects are when they are kept on disk.
 * @throws SettingsError that names the setting to look at when the bucket cannot be used.
 */
export async function openMediaStore(
  settings: StoreSettings,
  folder: string,
  memory: StoreMemory,
  logger: Pick<Logger, 'warn'>,
): Promise<OpenedStore> {
  const s3 = accessOf(settings);
  try {
    const place = `${spell(settings.MEDIA_STORE)} ${settings.S3_ENDPOINT ?? ''}`;
    const wasUsed = (await memory.get(USED)) === place;
    const onUnreachable = ({ fault, message }: S3AccessError) => {
      logger.warn(
        `${blamed(fault, settings)} cannot be reached: ${message}. The start goes on, and the slate is on air until it answers.`,
      );
    };
    const store = await openStore({
      ...{ location: settings.MEDIA_STORE, folder, s3 },
      ...(wasUsed && { onUnreachable }),
    });
    if (!wasUsed) await memory.set(USED, place);
    return store;
  } catch (error) {
    if (!(error instanceof S3AccessError)) throw error;
    throw new SettingsError(`${blamed(error.fault, settings)} cannot be used: ${error.message}`, { cause: error });
  }
}

/**
 * Opens the store that the settings name without a look at it: that is for the office, and no start on air waits for it.
 * @param folder where objects are when they are kept on disk.
 */
export async function openMediaStoreUnchecked(settings: StoreSettings, folder: string): Promise<OpenedStore> {
  return openStore({ location: settings.MEDIA_STORE, folder, s3: accessOf(settings), isUnchecked: true });
}

function accessOf(settings: StoreSettings): S3Access {
  return { endpoint: settings.S3_ENDPOINT, region: settings.S3_REGION, credentials: credentialsOf(settings) };
}

function credentialsOf({ S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY }: StoreSettings): S3Access['credentials'] {
  if (S3_ACCESS_KEY_ID !== undefined && S3_SECRET_ACCESS_KEY !== undefined) {
    return { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY };
  }
  if (S3_ACCESS_KEY_ID === undefined && S3_SECRET_ACCESS_KEY === undefined) return undefined;
  const [given, missing] =
    S3_ACCESS_KEY_ID === undefined
      ? ['S3_SECRET_ACCESS_KEY', 'S3_ACCESS_KEY_ID']
      : ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];
  throw new SettingsError(`${given} cannot be used without ${missing}: set both, or neither`);
}

function blamed(fault: S3Fault, settings: StoreSettings): string {
  switch (fault) {
    case 'endpoint':
      return `S3_ENDPOINT=${settings.S3_ENDPOINT ?? '(Amazon S3)'}`;
    case 'region':
      return `S3_REGION=${settings.S3_REGION}`;
    case 'bucket':
      return `MEDIA_STORE=${spell(settings.MEDIA_STORE)}`;
    case 'credentials':
      if (settings.S3_ACCESS_KEY_ID === undefined) return 'S3_ACCESS_KEY_ID=(not set)';
      return `S3_ACCESS_KEY_ID=${settings.S3_ACCESS_KEY_ID} with S3_SECRET_ACCESS_KEY`;
    default:
      return fault satisfies never;
  }
}

function spell(location: StoreLocation): string {
  return location.kind === 'disk' ? 'disk' : `s3://${location.bucket}/${location.prefix}`.replace(/\/$/, '');
}
