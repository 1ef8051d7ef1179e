import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const here = import.meta.dirname;
const outDir = resolve(here, '../dist/public');

/** What `/embed.js` may weigh on the wire: it is the price of one script tag on a foreign page. */
const EMBED_BUDGET_BYTES = 120_000;

/** Two builds of one command: the pages, and the client script they use as any integrator would. */
export default defineConfig({
  root: here,
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Libraries mark what runs in the browser alone; all of this does.
      onLog: (level, log, pass) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && pass(level, log),
    },
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          input: ['index.html', 'watch/index.html', 'embed/index.html', 'console/index.html'].map((page) =>
            resolve(here, page),
          ),
        },
      },
    },
    script: {
      consumer: 'client',
      build: {
        outDir,
        emptyOutDir: false,
        rolldownOptions: {
          input: resolve(here, 'embed/embed.ts'),
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: 'embed.js', codeSplitting: false },
        },
      },
    },
  },
  builder: {
    async buildApp({ build, environments }) {
      // One after the other: the first empties the folder that both write to.
      await build(environments['client']!);
      await build(environments['script']!);
    },
  },
  plugins: [embedBudget()],
});

function embedBudget(): Plugin {
  return {
    name: 'embed-budget',
    applyToEnvironment: ({ name }) => name === 'script',
    writeBundle(_options, bundle) {
      const script = bundle['embed.js'];
      if (script?.type !== 'chunk') throw new Error('The build made no embed.js.');
      if (script.imports.length > 0) throw new Error(`embed.js must stand alone, but imports ${script.imports}.`);
      const bytes = gzipSync(script.code, { level: 9 }).length;
      if (bytes > EMBED_BUDGET_BYTES) {
        throw new Error(`embed.js weighs ${bytes} bytes gzipped: more than its budget of ${EMBED_BUDGET_BYTES}.`);
      }
      process.stdout.write(
        `embed.js: ${(bytes / 1000).toFixed(1)} kB gzipped (budget ${EMBED_BUDGET_BYTES / 1000} kB)\n`,
      );
    },
  };
}
