import { airingWindow } from '../../../shared/timeline/airing-window.js';
import { type AirSide, type ChannelEdition, MOST_SAMPLES } from '../../link/messages.js';
import type { Answers } from '../../link/peer.js';
import type { Access } from '../auth/access.js';
import type { Store } from '../store/store.js';
import type { ChannelDirectory } from './channel-directory.js';

export interface AiringDeskDeps {
  readonly directory: Pick<ChannelDirectory, 'edition' | 'lineup'>;
  readonly schedule: Pick<Store['schedule'], 'version'>;
  readonly access: Pick<Access, 'require'>;
}

/** What the office answers air: what is on air when and for whom, in plain data. */
export function airingAnswers({ directory, schedule, access }: AiringDeskDeps): Answers<AirSide['asks']> {
  return {
    async channel({ slug }): Promise<ChannelEdition> {
      const { channel, effectiveAtMs, plan } = await directory.edition(slug);
      const { name, visibility, targetLatencyMs, adaptiveLatency, maxViewers, scheduleVersion: version } = channel;
      const createdAtMs = (await schedule.version(slug, 1))?.atMs ?? 0;
      return {
        card: { slug, name, visibility, targetLatencyMs, adaptiveLatency, maxViewers, createdAtMs },
        ...{ version, effectiveAtMs },
        decisions: plan.decisions,
        samples: plan.samples.slice(0, MOST_SAMPLES),
      };
    },
    airing: async ({ slug, audience, fromFrame }) => airingWindow(await directory.lineup(slug, audience), fromFrame),
    async 'admit-host'({ credentials }) {
      const { expiresAtMs } = await access.require('host', credentials);
      return { expiresAtMs };
    },
  };
}
