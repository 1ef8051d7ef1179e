import path from 'node:path';
import { expect } from 'chai';
import { build } from 'vite';
import type { StreamSyncPlayerElement } from '../../client/player/streamsync-player.js';
import { broadcast } from '../support/broadcast.js';
import { ConsumerProject } from '../support/consumer-project.js';
import { ForeignSite } from '../support/foreign-site.js';

/** Rendered anew by each press of its button, with an inline function for tokens; the volume comes and goes. */
const APP = `
import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { defineStreamSyncPlayer } from 'streamsync/client';

defineStreamSyncPlayer();

function App({ server, channel }) {
  const [count, setCount] = useState(0);
  const volume = count % 2 === 0 ? { volume: 0.25 } : {};
  return createElement('main', null,
    createElement('streamsync-player', { server, channel, muted: true, autoplay: true, token: async () => '', ...volume }),
    createElement('button', { onClick: () => setCount(count + 1) }, 'Rendered ' + count),
  );
}

const { server, channel } = document.getElementById('root').dataset;
createRoot(document.getElementById('root')).render(createElement(App, { server, channel }));
`;

describe('<streamsync-player> in React', function () {
  this.timeout(60_000);
  const air = broadcast();

  let site: ForeignSite;

  before(async () => {
    const project = ConsumerProject.create(['react', 'react-dom']);
    const root = `<div id="root" data-server="${air.server.url}" data-channel="${air.station.channel}"></div>`;
    project.write('index.html', `<!doctype html>${root}<script type="module" src="./app.js"></script>`);
    project.write('app.js', APP);
    await build({ root: project.folder, logLevel: 'error' });
    site = await ForeignSite.open();
    site.folder(path.join(project.folder, 'dist'));
  });

  after(() => {
    site?.close();
  });

  it('plays on whatever is rendered, and takes back a volume that is no more', async () => {
    const context = await air.browser.newContext();
    try {
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      let joins = 0;
      page.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => {
          if (String(payload).includes('["join",')) joins += 1;
        }),
      );
      await page.goto(`${site.url}/`);
      await page.waitForFunction(
        () => document.querySelector<StreamSyncPlayerElement>('streamsync-player')?.state?.name === 'playing',
      );
      const volumes: (number | undefined)[] = [];
      for (let rendered = 0; rendered < 6; rendered++) {
        await page.getByRole('button', { name: `Rendered ${rendered}` }).click();
        await page.getByRole('button', { name: `Rendered ${rendered + 1}` }).waitFor();
        volumes.push(
          await page.evaluate(() => document.querySelector<StreamSyncPlayerElement>('streamsync-player')?.volume),
        );
      }
      expect(volumes).to.deep.equal([1, 0.25, 1, 0.25, 1, 0.25]);
      // So long after, whatever was begun has joined.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
      expect(
        await page.evaluate(() => document.querySelector<StreamSyncPlayerElement>('streamsync-player')?.state?.name),
      ).to.equal('playing');
      expect(joins).to.equal(1);
      expect(errors).to.deep.equal([]);
    } finally {
      await context.close();
    }
  });
});
