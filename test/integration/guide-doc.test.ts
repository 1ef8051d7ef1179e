import { expect } from 'chai';
import { readProjectFile } from '../support/project-files.js';
import { ServerProcess } from '../support/server-process.js';
import { ShellSession } from '../support/shell-session.js';
import { makeStation, testLibrary } from '../support/station.js';
import { makeTempDir } from '../support/temp-dir.js';

const PAGE = 'server/GUIDE.md';
const PASSWORD = 'as the page says';

interface Example {
  readonly heading: string;
  readonly commands: string;
  /** Variables, and where in the answer their values are. */
  readonly kept: readonly { readonly path: string; readonly name: string }[];
  /** The code of the refusal that the page promises. */
  readonly refusal: string | undefined;
}

/** The commands of the page: its blocks of `sh`, each with what its comment says of the answer. */
function examplesOf(page: string): Example[] {
  const blocks = [...page.matchAll(/^#+ (.*)$|^```sh\n([\s\S]*?)^```$/gm)];
  let heading = '';
  return blocks.flatMap(([, title, commands]) => {
    heading = title ?? heading;
    if (commands === undefined) return [];
    const [, note = ''] = /^# (.*)$(?![\s\S]*^# )/m.exec(commands) ?? [];
    const kept = [...note.matchAll(/([\w.]+) → (\w+)/g)].map(([, path = '', name = '']) => ({ path, name }));
    return [{ heading, commands, kept, refusal: /^refused: ([\w-]+)$/.exec(note)?.[1] }];
  });
}

/** The last JSON document of an output: what the last command answered. */
function lastJson(output: string): unknown {
  for (const { index } of output.matchAll(/\{/g)) {
    try {
      return JSON.parse(output.slice(index));
    } catch {
      // There is more than one document from here to the end.
    }
  }
  throw new Error(`no JSON in: ${output}`);
}

const valueAt = (json: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], json);

describe(`the commands of ${PAGE}`, function () {
  this.timeout(60_000);
  const examples = examplesOf(readProjectFile(PAGE));
  const values: Record<string, string> = {};
  let server: ServerProcess;
  let shell: ShellSession;

  before(async () => {
    const station = await makeStation(await testLibrary());
    server = await ServerProcess.start({ ...station, env: { ...station.env, ADMIN_PASSWORD: PASSWORD } });
    shell = new ShellSession(makeTempDir('guide'), { ...process.env, API: `${server.url}/api/v1`, PASSWORD });
  });
  after(async () => {
    await shell?.close();
    await server?.close();
  });

  for (const { heading, commands, kept, refusal } of examples) {
    const [first = ''] = commands.split('\n');
    it(`${heading}: ${first.slice(0, 70)}`, async () => {
      const { output, status } = await shell.run(commands);
      if (refusal !== undefined) {
        expect(status, output).not.to.equal(0);
        expect(lastJson(output)).to.include({ code: refusal });
        return;
      }
      expect(status, output).to.equal(0);
      if (kept.length === 0) return;
      const answer = lastJson(output);
      for (const { path, name } of kept) {
        const value = valueAt(answer, path);
        expect(value, `${path} in ${output}`).not.to.equal(undefined);
        values[name] = String(value);
        await shell.run(`${name}='${values[name].replaceAll("'", "'\\''")}'`);
      }
    });
  }

  it('did what the page says of them', () => {
    expect(examples.length).to.be.above(20);
    const { EVENING, SPECIAL, FRIDAYS, FRIDAYS_AGAIN, FOR_BOB, NEEDS_FORCE, REVISION, STATUS } = values;
    expect(NEEDS_FORCE).to.equal('true');
    expect(REVISION).to.equal('2');
    expect(FRIDAYS_AGAIN).to.equal(FRIDAYS);
    expect(FOR_BOB).to.equal(SPECIAL).and.not.to.equal(EVENING);
    expect(STATUS).to.equal('304');
  });
});
