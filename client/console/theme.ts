import { createTheme, type MantineColorsTuple } from '@mantine/core';

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

export const theme = createTheme({
  colors: { mint },
  primaryColor: 'mint',
  // Dark enough in both schemes for white text on it (WCAG 2.1, 1.4.3).
  primaryShade: 7,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  headings: { fontWeight: '650' },
});
