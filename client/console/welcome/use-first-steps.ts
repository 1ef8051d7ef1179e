import { useLocalStorage } from '@mantine/hooks';
import type { ChannelView } from '../../../shared/api/channels.js';
import type { MediaView } from '../../../shared/api/media.js';
import type { SequenceView } from '../../../shared/api/sequences.js';
import { isWaiting } from '../api/asking.js';
import { useChannels } from '../channels/channel-queries.js';
import { useMediaList } from '../library/media-queries.js';
import { useSequenceList } from '../sequences/sequence-queries.js';
import { type FirstStep, firstSteps } from './first-steps.js';

interface FirstSteps {
  readonly isLoading: boolean;
  /** Null when all of them are done, or the host has sent them away; and where the server does not answer. */
  readonly steps: readonly FirstStep[] | null;
  readonly sendAway: () => void;
}

/** How far somebody is who is here for the first time. */
export function useFirstSteps(): FirstSteps {
  const [isSentAway, setSentAway] = useLocalStorage({
    key: 'streamsync-welcome-over',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const asking = { enabled: !isSentAway };
  const media = useMediaList({ search: '', status: undefined, sort: 'newest' }, asking);
  const sequences = useSequenceList(asking);
  const channels = useChannels(asking);
  return {
    isLoading: isWaiting([media, sequences, channels]),
    steps: isSentAway ? null : stepsLeft(media.data?.pages[0]?.items, sequences.data?.pages[0]?.items, channels.data),
    sendAway: () => setSentAway(true),
  };
}

function stepsLeft(
  media: readonly MediaView[] | undefined,
  sequences: readonly SequenceView[] | undefined,
  channels: readonly ChannelView[] | undefined,
): readonly FirstStep[] | null {
  if (media === undefined || sequences === undefined || channels === undefined) return null;
  const steps = firstSteps({ media, sequences, channels });
  return steps.every(({ isDone }) => isDone) ? null : steps;
}
