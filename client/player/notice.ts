import type { PlayerError, PlayerErrorCode } from '../sdk/player-error.js';
import type { PlayerState } from '../sdk/player-state.js';

/** What the element says over the picture. */
export interface Notice {
  /** `corner` leaves the picture free: there is one to see. */
  readonly place: 'middle' | 'corner';
  readonly busy: boolean;
  readonly title: string;
  readonly text: string;
  readonly action: NoticeAction | null;
}

export type NoticeAction = 'play' | 'reload';

/** What the element is doing: without a channel, or with one that cannot be; waiting to be started; at work. */
export type Activity =
  | { readonly name: 'empty' }
  | { readonly name: 'faulty'; readonly fault: string }
  | { readonly name: 'idle' }
  | { readonly name: 'started'; readonly state: PlayerState };

/** Null when the picture speaks for itself. */
export function noticeFor(activity: Activity): Notice | null {
  switch (activity.name) {
    case 'empty':
      return null;
    case 'faulty':
      return middle('This player is not set up right', activity.fault);
    case 'idle':
      return middle('Watch live', '', 'play');
    case 'started':
      return noticeForState(activity.state);
  }
}

function noticeForState(state: PlayerState): Notice | null {
  switch (state.name) {
    case 'connecting':
      return state.problem === null ? busy('Connecting') : waiting('Still connecting', state.problem);
    case 'joining':
      return state.problem === null ? busy('Tuning in') : waiting('Still tuning in', state.problem);
    case 'playing':
      return null;
    case 'recovering':
      return { place: 'corner', busy: true, title: 'Reconnecting', text: state.problem.message, action: null };
    case 'ended':
      return middle('This broadcast has ended for you', state.reason.message);
    case 'failed':
      return middle(
        TITLES[state.error.code] ?? 'This channel cannot be shown',
        state.error.message,
        actionFor(state.error.code),
      );
  }
}

const TITLES: Partial<Record<PlayerErrorCode, string>> = {
  'blocked-by-page': 'This page does not let it play',
  'channel-unknown': 'No such channel',
  'channel-full': 'This channel is full',
  'server-full': 'All seats are taken',
  'token-required': 'This channel is by invitation',
  'token-invalid': 'This invitation is not valid',
  'token-wrong-channel': 'This invitation is for another channel',
  'token-expired': 'This invitation has run out',
  'token-revoked': 'This invitation was taken back',
  'token-in-use': 'This invitation is in use',
  'unsupported-client': 'This browser cannot play it',
  'unsupported-protocol': 'There is a newer player',
};

function actionFor(code: PlayerErrorCode): NoticeAction | null {
  return code === 'unsupported-protocol' ? 'reload' : null;
}

/** What stopped the last try may say better what is waited for. */
function waiting(title: string, { code, message }: PlayerError): Notice {
  return busy(TITLES[code] ?? title, `${message} Trying again by itself.`);
}

function middle(title: string, text: string, action: NoticeAction | null = null): Notice {
  return { place: 'middle', busy: false, title, text, action };
}

function busy(title: string, text = ''): Notice {
  return { place: 'middle', busy: true, title, text, action: null };
}
