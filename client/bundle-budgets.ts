import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** What `/embed.js` may weigh on the wire: it is the price of one script tag on a foreign page. */
const EMBED_BUDGET_BYTES = 120_000;
/** What the console may weigh before a host can work: its sign-in page and the first page after it. */
const CONSOLE_BUDGET_BYTES = 350_000;
const CONSOLE_PARTS = ['console/index.html', 'console/library/library-page.tsx'];
/** Heavy, and needed on few pages: none of it may come with the first. */
const LATER = ['@mantine/schedule', '@mantine/dates', 'uplot', 'mediasoup-client'];

export function embedBudget(): Plugin {
  return {
    name: 'embed-budget',
    applyToEnvironment: ({ name }) => name === 'script',
    writeBundle(_options, bundle) {
      const script = bundle['embed.js'];
      if (script?.type !== 'chunk') throw new Error('The build made no embed.js.');
      if (script.imports.length > 0) throw new Error(`embed.js must stand alone, but imports ${script.imports}.`);
      keepBudget('embed.js', gzipBytes(script.code), EMBED_BUDGET_BYTES);
    },
  };
}

export function consoleBudget(): Plugin {
  return {
    name: 'console-budget',
    applyToEnvironment: ({ name }) => name === 'client',
    writeBundle(_options, bundle) {
      const chunks = firstView(bundle);
      const early = chunks.flatMap(({ moduleIds }) =>
        moduleIds.filter((id) => LATER.some((name) => id.includes(`/node_modules/${name}/`))),
      );
      if (early.length > 0) throw new Error(`The console's first view loads what only later pages need: ${early[0]}.`);
      const styles = new Set(chunks.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]));
      const bytes = [...chunks.map(({ code }) => code), ...[...styles].map((name) => textOf(bundle[name]))];
      keepBudget(
        'the console’s first view',
        bytes.reduce((sum, text) => sum + gzipBytes(text), 0),
        CONSOLE_BUDGET_BYTES,
      );
    },
  };
}

/** Every script that the parts of the first view need before they run. */
function firstView(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
  const found = new Set<Rolldown.OutputChunk>();
  const add = (chunk: Rolldown.OutputChunk) => {
    if (found.has(chunk)) return;
    found.add(chunk);
    for (const name of chunk.imports) add(bundle[name] as Rolldown.OutputChunk);
  };
  for (const part of CONSOLE_PARTS) {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${part}`));
    if (chunk === undefined) throw new Error(`The build made no script of client/${part}.`);
    add(chunk);
  }
  return [...found];
}

function textOf(asset: Rolldown.OutputBundle[string] | undefined): string | Uint8Array {
  if (asset?.type !== 'asset') throw new Error('The build made no styles of the console.');
  return asset.source;
}

function gzipBytes(source: string | Uint8Array): number {
  return gzipSync(source, { level: 9 }).length;
}

function keepBudget(what: string, bytes: number, budgetBytes: number): void {
  if (bytes > budgetBytes) {
    throw new Error(`${what} weighs ${bytes} bytes gzipped: more than its budget of ${budgetBytes}.`);
  }
  process.stdout.write(`${what}: ${(bytes / 1000).toFixed(1)} kB gzipped (budget ${budgetBytes / 1000} kB)\n`);
}
