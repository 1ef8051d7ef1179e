import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { build } from 'vite';
import { broadcast } from '../support/broadcast.js';
import { ConsumerProject } from '../support/consumer-project.js';
import { ForeignSite } from '../support/foreign-site.js';
import { PROJECT_ROOT, readProjectFile } from '../support/project-files.js';

const FOLDER = 'client/examples';
const EXAMPLES = ['html', 'react', 'vue'];
const TYPES = ['@types/node', '@types/react', '@types/react-dom'];
const PACKAGES = ['react', 'react-dom', 'vue', '@vitejs/plugin-vue', ...TYPES];

/** Used as a reader would: copied into a project of one's own, with the address and the channel of one's own. */
describe('the examples', function () {
  this.timeout(60_000);
  const air = broadcast();

  let site: ForeignSite;
  let project: ConsumerProject;

  before(async () => {
    project = ConsumerProject.create(PACKAGES);
    const files = readdirSync(path.join(PROJECT_ROOT, FOLDER), { recursive: true, encoding: 'utf8' });
    for (const name of files.filter((file) => path.extname(file) !== '')) {
      const text = readProjectFile(`${FOLDER}/${name}`).replaceAll('http://localhost:8080', air.server.url);
      project.write(name, text.replaceAll(/(channel(?:="|: '))demo/g, `$1${air.station.channel}`));
    }
    await build({
      root: project.folder,
      configFile: path.join(project.folder, 'vite.config.ts'),
      logLevel: 'error',
      build: { rolldownOptions: { input: EXAMPLES.map((name) => path.join(project.folder, name, 'index.html')) } },
    });
    site = await ForeignSite.open();
    site.folder(path.join(project.folder, 'dist'));
  });

  after(() => {
    site?.close();
  });

  for (const name of EXAMPLES) {
    it(`${name}: plays, and says what is on`, async () => {
      const context = await air.browser.newContext();
      try {
        const page = await context.newPage();
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(String(error)));
        page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
        await page.goto(`${site.url}/${name}/`);
        const titles = air.station.plan.items.map((item) => item.title);
        await page.waitForFunction((any) => any.includes(document.getElementById('now')?.textContent ?? ''), titles);
        const playing = await page.waitForFunction(() => {
          const player = document.querySelector('streamsync-player') as { video?: HTMLVideoElement } | null;
          const video = player?.video ?? document.querySelector('video');
          return video && !video.paused && video.currentTime > 0.3 ? { muted: video.muted } : null;
        });
        expect(await playing.jsonValue()).to.deep.equal({ muted: true });

        await page.getByRole('button', { name: /^Sound on/ }).click();
        await page.waitForFunction(() => {
          const player = document.querySelector('streamsync-player') as { video?: HTMLVideoElement } | null;
          return (player?.video ?? document.querySelector('video'))?.muted === false;
        });
        expect(errors).to.deep.equal([]);
      } finally {
        await context.close();
      }
    });
  }

  it('are typed right', () => {
    const options = [
      '--strict',
      '--noEmit',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom,dom.iterable',
    ];
    const modules = ['--module', 'esnext', '--moduleResolution', 'bundler', '--jsx', 'react-jsx', '--types', 'node'];
    project.run('typescript/bin/tsc', ...options, ...modules, 'react/main.tsx', 'vite.config.ts');
  });
});
