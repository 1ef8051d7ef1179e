import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { DATE_TIME_FORMAT } from './date-text.js';

/** The accent of the viewers' pages, with shades dark enough for text on white. */
const mint: MantineColorsTuple = [
  '#e6fbf5',
  '#d0f5ea',
  '#a3ebd7',
  '#71e0c2',
  '#5ce6c4',
  '#2fbf9c',
  '#13977a',
  '#087a62',
  '#05614e',
  '#034639',
];

/** Names for parts of the picker that have none of their own; days of other months are too pale to read. */
const PICKER = {
  valueFormat: DATE_TIME_FORMAT,
  hideOutsideDates: true,
  previousLabel: 'Previous month',
  nextLabel: 'Next month',
  timePickerProps: { hoursInputLabel: 'Hours', minutesInputLabel: 'Minutes', secondsInputLabel: 'Seconds' },
  submitButtonProps: { 'aria-label': 'Take this time' },
};

const CLOSE = { closeButtonProps: { 'aria-label': 'Close' } };

export const theme = createTheme({
  colors: { mint },
  primaryColor: 'mint',
  // Dark enough in both schemes for white text on it (WCAG 2.1, 1.4.3).
  primaryShade: 7,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  headings: { fontWeight: '650' },
  components: {
    Modal: { defaultProps: CLOSE },
    Drawer: { defaultProps: CLOSE },
    // The first item takes the focus itself: a menu may hold nothing but items.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    DateTimePicker: { defaultProps: PICKER },
    // A name needs a role that may have one (WAI-ARIA 1.2, 5.2.8.6).
    Loader: { defaultProps: { role: 'status' } },
    // What scrolls sideways is scrolled by keyboard too.
    TableScrollContainer: {
      defaultProps: { type: 'native', pos: 'relative', tabIndex: 0, role: 'group', 'aria-label': 'Table' },
    },
  },
});

/** White text is on it, as on the accent. */
const FILLED_RED = {
  '--mantine-color-red-filled': 'var(--mantine-color-red-9)',
  '--mantine-color-red-filled-hover': '#b02525',
};

/** Text that stands back, and text in a colour, with the contrast that small type needs (WCAG 2.1, 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...FILLED_RED,
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    // The calendar writes weekends in it, and menus what deletes.
    '--mantine-color-red-6': 'var(--mantine-color-red-9)',
    '--mantine-color-yellow-light-color': '#7a4100',
  },
  dark: {
    ...FILLED_RED,
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-red-6': 'var(--mantine-color-red-5)',
    // By itself nearly as dark as the page, from which events of the calendar have to stand out.
    '--mantine-color-mint-light': 'var(--mantine-color-mint-9)',
    '--mantine-color-mint-light-hover': 'var(--mantine-color-mint-8)',
    '--mantine-color-mint-light-color': 'var(--mantine-color-mint-1)',
  },
});
