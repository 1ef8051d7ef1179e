import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';
import { consoleBudget, embedBudget } from './bundle-budgets.js';

const here = import.meta.dirname;
const outDir = resolve(here, '../dist/public');

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
  // Compressed once and as far as it goes, not while somebody waits.
  plugins: [embedBudget(), consoleBudget(), compression({ threshold: 1024 })],
});
