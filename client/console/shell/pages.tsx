import { IconBroadcast, IconKey, IconList, IconMovie } from '@tabler/icons-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Principal } from '../session/session.js';

export interface ConsolePage {
  /** Below `/console`; pages of one thing lie below it. */
  readonly path: string;
  readonly label: string;
  readonly icon: ComponentType<{ size?: number; stroke?: number }>;
  readonly Page: LazyExoticComponent<ComponentType>;
  readonly mayOpen: (principal: Principal) => boolean;
}

const hosts = ({ role }: Principal) => role !== 'viewer-issuer';

/** Every page of the console, in the order of the menu. Each is loaded when it is opened first. */
export const PAGES: readonly ConsolePage[] = [
  {
    path: '/library',
    label: 'Library',
    icon: IconMovie,
    Page: lazy(() => import('../library/library-page.js')),
    mayOpen: hosts,
  },
  {
    path: '/sequences',
    label: 'Sequences',
    icon: IconList,
    Page: lazy(() => import('../sequences/sequences-page.js')),
    mayOpen: hosts,
  },
  {
    path: '/channels',
    label: 'Channels',
    icon: IconBroadcast,
    Page: lazy(() => import('../channels/channels-page.js')),
    mayOpen: hosts,
  },
  {
    path: '/access',
    label: 'Access',
    icon: IconKey,
    Page: lazy(() => import('../access/access-page.js')),
    mayOpen: () => true,
  },
];
