import { ChannelDirectory, type ChannelDirectoryDeps } from '../../server/office/planning/channel-directory.js';
import { gridFor } from '../../shared/timeline/grid.js';

/** A directory at 30 frames a second that nobody is connected to, unless said otherwise. */
export function directoryOf(
  deps: Pick<ChannelDirectoryDeps, 'store' | 'slate'> & Partial<ChannelDirectoryDeps>,
): ChannelDirectory {
  return new ChannelDirectory({
    ...{ grid: gridFor(30), clock: Date, connected: { audiencesOf: () => [] }, findHead: () => null },
    ...deps,
  });
}
