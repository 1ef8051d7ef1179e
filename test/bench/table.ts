/** Rows of text in columns: the first left-aligned, the others right-aligned. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const format = (line: readonly string[]) =>
    widths
      .map((width, column) => (line[column] ?? '')[column === 0 ? 'padEnd' : 'padStart'](width))
      .join('  ')
      .trimEnd();
  return [format(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(format)].join('\n');
}

/** A line that says whether a target was met, for whoever reads it by a program. */
export function targetLine(what: string, figure: number, target: number, unit: string): string {
  const isMet = figure <= target;
  return [isMet ? 'met' : 'missed', what, `${round(figure)} ${unit}`, `≤ ${target} ${unit}`].join('\t');
}

function round(figure: number): string {
  return Number.isInteger(figure) ? `${figure}` : figure.toFixed(1);
}
