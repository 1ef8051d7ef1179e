import { expect } from 'chai';
import { build, type Rolldown } from 'vite';
import { ConsumerProject } from '../support/consumer-project.js';

const PROGRAM = `
import {
  defineStreamSyncPlayer, PlayerError, StreamSyncPlayer, type PlayerState, type Position, type StreamSyncPlayerElement,
} from 'streamsync/client';

const player = StreamSyncPlayer.create({
  server: 'https://tv.example',
  channel: 'demo',
  video: document.createElement('video'),
  token: async () => 'a.b.c',
});
const stop: () => void = player.on('itemchange', ({ item, next }) => {
  const title: string = item.title;
  const nextTitle: string | undefined = next?.title;
  document.title = title + nextTitle;
});
player.on('statechange', ({ state }) => tell(state));
player.on('error', (error) => {
  if (error instanceof PlayerError && error.code === 'channel-unknown') stop();
});
// @ts-expect-error there is no such event
player.on('nonsense', () => {});
// @ts-expect-error a video is needed
StreamSyncPlayer.create({ server: 'https://tv.example', channel: 'demo' });

function tell(state: PlayerState): string {
  switch (state.name) {
    case 'connecting':
    case 'joining':
    case 'recovering':
      return String(state.attempt);
    case 'playing':
      return state.joinMs.toFixed(0);
    case 'ended':
      return state.reason.message;
    case 'failed':
      return state.error.message;
  }
}

defineStreamSyncPlayer();
const element: StreamSyncPlayerElement = document.createElement('streamsync-player');
const position: Position | null = element.position();
const latencyMs: number | null = player.stats().latencyMs;
void [position?.item.endsAtMs, latencyMs];
player.close();
`;

describe('the package, in a project of somebody else', function () {
  this.timeout(60_000);

  let project: ConsumerProject;

  before(() => {
    project = ConsumerProject.create();
  });

  for (const resolution of ['bundler', 'nodenext']) {
    it(`has types for streamsync/client (moduleResolution ${resolution})`, () => {
      project.write('program.ts', PROGRAM);
      const module = resolution === 'bundler' ? 'esnext' : 'nodenext';
      const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2023,dom,dom.iterable', '--types', ''];
      project.run('typescript/bin/tsc', ...options, '--module', module, '--moduleResolution', resolution, 'program.ts');
    });
  }

  async function bundled(code: string): Promise<string> {
    project.write('entry.js', code);
    const made = (await build({
      root: project.folder,
      configFile: false,
      logLevel: 'silent',
      build: { write: false, rolldownOptions: { input: 'entry.js' }, modulePreload: false },
    })) as Rolldown.RolldownOutput;
    return made.output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
  }

  const ELEMENT = '--streamsync-accent';
  const SIGNALING = 'connect-transport';

  it('leaves the element out of a bundle that does not use it', async () => {
    const whole = await bundled(
      `import { defineStreamSyncPlayer } from 'streamsync/client'; defineStreamSyncPlayer();`,
    );
    expect(whole).to.include(ELEMENT).and.include(SIGNALING);
    const player = await bundled(
      `import { StreamSyncPlayer } from 'streamsync/client'; window.watch = (on) => StreamSyncPlayer.create(on);`,
    );
    expect(player).to.include(SIGNALING).and.not.include(ELEMENT);
    expect(player.length).to.be.below(whole.length - 15_000);
  });

  it('adds next to nothing for its error alone', async () => {
    const error = await bundled(
      `import { PlayerError } from 'streamsync/client'; window.isOurs = (error) => error instanceof PlayerError;`,
    );
    expect(error).to.not.include(SIGNALING);
    expect(error.length).to.be.below(3000);
  });

  it('can be imported where pages are rendered without a browser', () => {
    const printed = project.node(
      '--input-type=module',
      '--eval',
      `import * as client from 'streamsync/client'; client.defineStreamSyncPlayer(); console.log(Object.keys(client).join());`,
    );
    expect(printed.trim().split(',')).to.have.members([
      'PlayerError',
      'StreamSyncPlayer',
      'StreamSyncPlayerElement',
      'defineStreamSyncPlayer',
    ]);
  });

  it('has the client and nothing of the server or the tests, and brings no more than the client needs', () => {
    expect(project.dependencies()).to.deep.equal(['mediasoup-client', 'socket.io-client', 'zod']);
    const files = project.packed().filter((name) => /\.\w+$|LICENSE/.test(name));
    expect(files).to.include.members(['package.json', 'LICENSE', 'PLAYER.md', 'client/index.js', 'client/index.d.ts']);
    const expected = /^(package\.json|LICENSE|\w+\.md|(client\/(index|sdk\/|player\/)|shared\/).*\.(js|d\.ts))$/;
    const strange = files.filter((name) => !expected.test(name));
    expect(strange).to.deep.equal([]);
  });
});
