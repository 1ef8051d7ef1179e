import type { Logger } from '../log/logger.js';
import type { AirLine } from './air-line.js';
import type { Guard } from './auth/open-access.js';
import type { ChannelDirectory } from './planning/channel-directory.js';
import type { ScheduleEditor } from './schedule/schedule-editor.js';
import type { Store } from './store/store.js';

export interface AirNewsDeps {
  readonly air: AirLine;
  readonly directory: Pick<ChannelDirectory, 'on'>;
  readonly editor: Pick<ScheduleEditor, 'on'>;
  readonly guard: Pick<Guard, 'access' | 'signingKeys' | 'viewerTokens'>;
  readonly store: Pick<Store, 'channels' | 'viewerRevocations'>;
  readonly logger: Logger;
}

/** A message of so many is parsed in well under a millisecond. */
const REVOCATIONS_A_MESSAGE = 1000;

/** Tells air everything when it is there, and from then on what changes. */
export function keepAirInformed(deps: AirNewsDeps): void {
  const { air, directory, editor, guard, logger } = deps;
  const { access, signingKeys, viewerTokens } = guard;
  const tellKeys = () => air.tell('keys', { keys: signingKeys.shared() });
  const tellAll = async () => {
    tellKeys();
    await tellRevocations(deps);
    await tellChannels(deps);
  };
  const inTime = (work: Promise<void>) =>
    void work.catch((err: unknown) => logger.error({ err }, 'air does not know of everything yet'));
  air.on('ready', () => inTime(tellAll()));
  signingKeys.on('changed', tellKeys);
  viewerTokens.on('revoked', (revocation) => air.tell('revoked', revocation));
  directory.on('changed', (slug) => air.tell('changed', { slug }));
  directory.on('removed', (slug) => air.tell('changed', { slug }));
  editor.on('channel', ({ change }) => {
    if (change !== 'edited') inTime(tellChannels(deps));
  });
  access.endings.on('ended', () => air.tell('sessions-ended', {}));
}

async function tellRevocations({ air, store }: AirNewsDeps): Promise<void> {
  const all = await store.viewerRevocations.list();
  for (let from = 0; from < all.length; from += REVOCATIONS_A_MESSAGE) {
    air.tell('revocations', { revocations: all.slice(from, from + REVOCATIONS_A_MESSAGE) });
  }
}

async function tellChannels({ air, store }: AirNewsDeps): Promise<void> {
  const channels = await store.channels.list();
  air.tell('channels', { slugs: channels.map(({ slug }) => slug) });
}
