import { type AiringWindow, airingWindow } from '../../../shared/timeline/airing-window.js';
import { frameTimeMs, gridFor } from '../../../shared/timeline/grid.js';
import { resumptionsOf, withResumptions } from '../../../shared/timeline/resumptions.js';
import type { Millis } from '../../../shared/units.js';
import { type AirSide, type ChannelEdition, MOST_SAMPLES } from '../../link/messages.js';
import type { Answers } from '../../link/peer.js';
import type { Logger } from '../../log/logger.js';
import type { Access } from '../auth/access.js';
import type { HeadPieces } from '../library/head-pieces.js';
import type { Store } from '../store/store.js';
import type { ChannelDirectory } from './channel-directory.js';

/** The next ones of a lineup: a window lasts twice as long as it is before the next is asked for. */
const MOST_RESUMPTIONS = 100;
/** A feed may play it late, and viewers may be behind. */
const NEEDED_FOR_MS: Millis = 600_000;

export interface AiringDeskDeps {
  readonly directory: Pick<ChannelDirectory, 'edition' | 'lineup'>;
  readonly schedule: Pick<Store['schedule'], 'version'>;
  readonly access: Pick<Access, 'require'>;
  readonly heads: Pick<HeadPieces, 'find' | 'ensure'>;
  readonly logger: Logger;
}

/** What the office answers air: what is on air when and for whom, in plain data. */
export function airingAnswers(deps: AiringDeskDeps): Answers<AirSide['asks']> {
  const { directory, schedule, access } = deps;
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
    async airing({ slug, audience, fromFrame }): Promise<AiringWindow> {
      return exactReturns(airingWindow(await directory.lineup(slug, audience), fromFrame), deps);
    },
    async 'admit-host'({ credentials }) {
      const { expiresAtMs } = await access.require('host', credentials);
      return { expiresAtMs };
    },
  };
}

/**
 * Adds the head pieces that exist to a window. Missing ones are made in the background; the channel has changed then, and
 * air asks for the window again.
 */
function exactReturns(window: AiringWindow, { heads, logger }: AiringDeskDeps): AiringWindow {
  const grid = gridFor(window.fps);
  const needs = resumptionsOf(window)
    .slice(0, MOST_RESUMPTIONS)
    .map(({ startFrame, ...need }) => ({ ...need, untilMs: frameTimeMs(grid, startFrame) + NEEDED_FOR_MS }));
  if (needs.length > 0)
    heads.ensure(needs).catch((err: unknown) => logger.warn({ err }, 'a return to an item may hold its picture'));
  return withResumptions(window, (objectId, inFrame) => heads.find(objectId, inFrame));
}
