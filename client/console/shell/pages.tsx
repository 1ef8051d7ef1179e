import { IconBroadcast, IconKey, IconList, IconMovie, IconShare } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Principal } from '../session/session.js';
import type { LoadPage } from './lazy-page.js';

export interface ConsolePage {
  /** Below `/console`; pages of one thing lie below it. */
  readonly path: string;
  readonly label: string;
  readonly icon: ComponentType<{ size?: number; stroke?: number }>;
  readonly load: LoadPage;
  readonly mayOpen: (principal: Principal) => boolean;
}

const hosts = ({ role }: Principal) => role !== 'viewer-issuer';

/** Every page of the console, in the order of the menu. */
export const PAGES: readonly ConsolePage[] = [
  {
    path: '/library',
    label: 'Library',
    icon: IconMovie,
    load: () => import('../library/library-page.js'),
    mayOpen: hosts,
  },
  {
    path: '/sequences',
    label: 'Sequences',
    icon: IconList,
    load: () => import('../sequences/sequences-page.js'),
    mayOpen: hosts,
  },
  {
    path: '/channels',
    label: 'Channels',
    icon: IconBroadcast,
    load: () => import('../channels/channels-page.js'),
    mayOpen: hosts,
  },
  {
    path: '/share',
    label: 'Share',
    icon: IconShare,
    load: () => import('../channels/share-page.js'),
    // Hosts have it on the page of each channel.
    mayOpen: (principal) => !hosts(principal),
  },
  {
    path: '/access',
    label: 'Access',
    icon: IconKey,
    load: () => import('../access/access-page.js'),
    mayOpen: () => true,
  },
];
