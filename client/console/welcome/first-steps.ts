import type { ChannelView } from '../../../shared/api/channels.js';
import type { MediaView } from '../../../shared/api/media.js';
import type { SequenceView } from '../../../shared/api/sequences.js';

/** The demo's sequence and channel; its media have no file name, as nobody has uploaded them. */
const DEMO = 'demo';

export interface FirstStep {
  readonly title: string;
  readonly text: string;
  readonly isDone: boolean;
  /** Where it is done; null for here. */
  readonly href: string | null;
  readonly linkText: string;
}

/** What leads from an empty server to a channel on air, and how far somebody is; what the demo brought does not count. */
export function firstSteps(has: {
  readonly media: readonly Pick<MediaView, 'filename' | 'status'>[];
  readonly sequences: readonly Pick<SequenceView, 'id'>[];
  readonly channels: readonly Pick<ChannelView, 'slug'>[];
}): readonly FirstStep[] {
  return [
    {
      title: 'Upload videos',
      text: 'Drop files on this page, of any kind you have. Each is prepared once; you may go on meanwhile.',
      isDone: has.media.some(({ filename, status }) => filename !== null && status !== 'failed'),
      ...{ href: null, linkText: '' },
    },
    {
      title: 'Put them in order',
      text: 'A sequence plays one behind the other, with slots in which each audience has its own.',
      isDone: has.sequences.some(({ id }) => id !== DEMO),
      ...{ href: '/sequences/new', linkText: 'Make a sequence' },
    },
    {
      title: 'Go on air',
      text: 'A channel is what viewers open. Make one with your sequence on it, and send them its link.',
      isDone: has.channels.some(({ slug }) => slug !== DEMO),
      ...{ href: '/channels', linkText: 'Make a channel' },
    },
  ];
}
