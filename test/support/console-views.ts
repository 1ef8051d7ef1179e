import { NARROW, type Size } from './console-look.js';
import type { ConsolePage } from './console-page.js';

export interface View {
  readonly name: string;
  readonly path: string;
  /** What to do there. */
  readonly open?: (host: ConsolePage) => Promise<void>;
  /** Words that are there when all of it is. */
  readonly shows: string | RegExp;
  /** Where it is not there at every size. */
  readonly sizes?: readonly Size[];
}

const button = (name: string | RegExp, dialog: string | RegExp) => async (host: ConsolePage) => {
  await host.click('button', name);
  await host.dialog(dialog).waitFor();
};
const itemAction = (action: string, dialog: string | RegExp) => async (host: ConsolePage) => {
  await host.click('button', 'Actions for Counter 1');
  await host.click('menuitem', action);
  await host.dialog(dialog).waitFor();
};

async function openSequence(host: ConsolePage): Promise<void> {
  await host.click('link', 'Counters');
  await host.page.getByRole('button', { name: 'Add Counter 1' }).waitFor();
}

async function chooseStart(host: ConsolePage): Promise<void> {
  await openSequence(host);
  await host.click('button', 'Times if it starts at');
}

async function openItemMenu(host: ConsolePage): Promise<void> {
  await openSequence(host);
  await host.click('button', 'Actions for Counter 1');
}

async function saveOverAnother(host: ConsolePage): Promise<void> {
  await openSequence(host);
  await host.click('button', 'Add Counter 1');
  await host.page.route('**/api/v1/sequences/*', (route) => {
    const headers = { ...route.request().headers(), 'if-match': '"an older one"' };
    return route.request().method() === 'PATCH' ? route.continue({ headers }) : route.continue();
  });
  await host.click('button', 'Save');
}

async function openMenu(host: ConsolePage): Promise<void> {
  await host.page.setViewportSize(NARROW);
  await host.click('button', 'Open the menu');
}

async function askToDeleteMedia(host: ConsolePage): Promise<void> {
  await button('Counter 1', 'Media')(host);
  await host.click('button', 'Delete', host.dialog('Media'));
}

async function deleteMediaInUse(host: ConsolePage): Promise<void> {
  await askToDeleteMedia(host);
  await host.click('button', 'Delete', host.dialog('Delete “Counter 1”?'));
}

async function playCounters(host: ConsolePage): Promise<void> {
  await button('Play this now', 'Play this now')(host);
  await host.click('combobox', 'What to play');
  await host.click('option', 'Counters');
  await host.click('button', 'Go on');
}

async function makeToken(host: ConsolePage): Promise<void> {
  await host.fill('Viewer', 'ann');
  await host.click('button', 'Make a token');
}

async function askToTakeTokensBack(host: ConsolePage): Promise<void> {
  await host.fill('Of the viewer', 'ann');
  await host.click('button', 'Take them back');
}

async function userMenu(host: ConsolePage): Promise<void> {
  await host.click('button', 'More about hanna');
}

async function askToDeleteUser(host: ConsolePage): Promise<void> {
  await userMenu(host);
  await host.click('menuitem', 'Delete');
}

async function makeApiKey(host: ConsolePage): Promise<void> {
  await button('New API key', 'New API key')(host);
  await host.fill('What it is for', 'ticket office');
  await host.click('button', 'Make the key');
}

const CHANNEL = '/channels/counter';
const SEQUENCE: View = { name: 'sequence', path: '/sequences', shows: '3 items, 10.9 s', open: openSequence };
/** What there is to see in the console, of a station with a user called hanna. */
export const VIEWS: readonly View[] = [
  { name: 'library', path: '/library', shows: 'Counter 3' },
  { name: 'media', path: '/library', open: button('Counter 1', 'Media'), shows: 'What was found' },
  { name: 'delete-media', path: '/library', open: askToDeleteMedia, shows: 'This cannot be undone' },
  { name: 'media-in-use', path: '/library', open: deleteMediaInUse, shows: 'The sequence “Counters”' },
  { name: 'menu', path: '/library', open: openMenu, shows: 'Channels', sizes: [NARROW] },
  { name: 'account-menu', path: '/library', open: (host) => host.click('button', /^Account/), shows: 'Sign out' },
  { name: 'sequences', path: '/sequences', shows: 'Counters' },
  SEQUENCE,
  { ...SEQUENCE, name: 'sequence-start', open: chooseStart, shows: /^[A-Z][a-z]+ 20\d\d$/ },
  { ...SEQUENCE, name: 'item-menu', open: openItemMenu, shows: 'Take it out' },
  {
    ...SEQUENCE,
    name: 'save-obstacle',
    open: saveOverAnother,
    shows: 'Somebody else has saved this sequence meanwhile',
  },
  {
    ...SEQUENCE,
    name: 'slot',
    shows: 'For everybody else',
    async open(host) {
      await openSequence(host);
      await itemAction('Make it a slot for audiences', 'Slot')(host);
      await host.click('button', 'Add a variant');
    },
  },
  {
    ...SEQUENCE,
    name: 'trim',
    shows: 'Show all of it',
    async open(host) {
      await openSequence(host);
      await itemAction('Trim', /^Trim/)(host);
    },
  },
  { name: 'channels', path: '/channels', shows: /Next, at [\d:]+: Counter/ },
  { name: 'new-channel', path: '/channels', open: button('New channel', 'New channel'), shows: 'On air from now on' },
  { name: 'on-air', path: `${CHANNEL}/on-air`, shows: 'admin, in the console' },
  { name: 'play-now', path: `${CHANNEL}/on-air`, open: button('Play this now', 'Play this now'), shows: 'How long' },
  {
    name: 'confirm-on-air',
    path: `${CHANNEL}/on-air`,
    open: playCounters,
    shows: 'This changes what is on air right now',
  },
  { name: 'go-to-slate', path: `${CHANNEL}/on-air`, open: button('Go to slate', 'Go to slate'), shows: 'How long' },
  { name: 'schedule', path: `${CHANNEL}/schedule`, shows: /Counters \(looping\)/ },
  {
    name: 'schedule-day',
    path: `${CHANNEL}/schedule`,
    open: (host) => host.click('tab', 'Switch to day view'),
    shows: /Counters \(looping\)/,
  },
  {
    name: 'schedule-month',
    path: `${CHANNEL}/schedule`,
    open: (host) => host.click('tab', 'Switch to month view'),
    shows: /Counters \(looping\)/,
  },
  { name: 'entry', path: `${CHANNEL}/schedule`, open: button('Put on air', 'Put on air'), shows: 'Comes back' },
  {
    name: 'confirm-edit',
    path: `${CHANNEL}/schedule`,
    shows: 'instead of',
    async open(host) {
      await button('Put on air', 'Put on air')(host);
      await host.click('button', 'Go on');
    },
  },
  {
    name: 'conflict',
    path: `${CHANNEL}/schedule`,
    shows: 'Something else is there already',
    async open(host) {
      await button('Put on air', 'Put on air')(host);
      await host.fill('Priority', '0');
      await host.click('button', 'Go on');
    },
  },
  { name: 'time-machine', path: `${CHANNEL}/time-machine`, shows: /^Version/ },
  { name: 'share', path: `${CHANNEL}/share`, shows: 'To scan' },
  { name: 'token-made', path: `${CHANNEL}/share`, open: makeToken, shows: 'Take it back' },
  {
    name: 'take-tokens-back',
    path: `${CHANNEL}/share`,
    open: askToTakeTokensBack,
    shows: 'who came in with one is sent out',
  },
  { name: 'history', path: `${CHANNEL}/history`, shows: 'Version' },
  { name: 'settings', path: `${CHANNEL}/settings`, shows: 'Behind the clock' },
  { name: 'access', path: '/access', shows: 'Signing keys' },
  { name: 'user-menu', path: '/access', open: userMenu, shows: 'New password' },
  { name: 'delete-user', path: '/access', open: askToDeleteUser, shows: 'Its sessions and API keys end at once' },
  { name: 'new-user', path: '/access', open: button('New user', 'New user'), shows: 'May do' },
  { name: 'new-api-key', path: '/access', open: button('New API key', 'New API key'), shows: 'May do' },
  { name: 'api-key-once', path: '/access', open: makeApiKey, shows: 'Shown this once' },
];
