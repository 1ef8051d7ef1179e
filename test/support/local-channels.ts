import { pino } from 'pino';
import { Channels, type ChannelsDeps } from '../../server/air/airing/channels.js';
import type { ViewerRoster } from '../../server/air/viewers/viewer-roster.js';
import { airingAnswers } from '../../server/office/planning/airing-desk.js';
import type { ChannelDirectory } from '../../server/office/planning/channel-directory.js';
import type { Store } from '../../server/office/store/store.js';
import { gridFor } from '../../shared/timeline/grid.js';
import { slate } from './timeline-items.js';

type Parts = Pick<ChannelsDeps, 'clock'> & {
  readonly directory: ChannelDirectory;
  readonly store: Store;
  readonly roster: Pick<ViewerRoster, 'list'>;
};

/** Channels as air has them, told by an office in the same process. */
export function localChannels({ directory, store, roster, clock }: Parts): Channels {
  const access = { require: () => Promise.reject(new Error('no host comes this way')) };
  const heads = { find: () => null, ensure: async () => undefined };
  const office = airingAnswers({
    directory,
    schedule: store.schedule,
    access,
    heads,
    logger: pino({ level: 'silent' }),
  });
  return new Channels({
    source: {
      edition: async (slug) => office.channel({ slug }),
      airing: async (slug, audience, fromFrame) => office.airing({ slug, audience, fromFrame }),
    },
    ...{ clock, grid: gridFor(30), slate: slate(300) },
    watching: (slug) => roster.list(slug).map(({ pass }) => pass.audience),
  });
}
