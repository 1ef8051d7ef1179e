const LONGEST_TITLE = 200;

/** The first text that is not blank, as a title. */
export function titleFrom(...texts: readonly (string | undefined)[]): string {
  const title = texts.map((text) => text?.trim() ?? '').find((text) => text !== '') ?? 'Untitled';
  return title.slice(0, LONGEST_TITLE);
}
