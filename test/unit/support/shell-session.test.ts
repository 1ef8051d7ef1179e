import { expect } from 'chai';
import { ShellSession } from '../../support/shell-session.js';
import { makeTempDir } from '../../support/temp-dir.js';

describe('a shell session', () => {
  let shell: ShellSession;
  beforeEach(() => {
    shell = new ShellSession(makeTempDir('shell'), process.env);
  });
  afterEach(() => shell.close());

  it('goes on with the variables and functions of what was typed before', async () => {
    await shell.run(`greet() { echo "Hello, $NAME"; }\nNAME=you`);
    expect(await shell.run('greet\nprintf "no line end"')).to.deep.equal({
      output: 'Hello, you\nno line end',
      status: 0,
    });
  });

  it('says when a command failed, also one in the middle or in a function', async () => {
    expect((await shell.run('echo one\n(exit 7)\necho two')).status).to.equal(7);
    expect((await shell.run('f() { return 22; }; f; echo three')).status).to.equal(22);
    expect((await shell.run('cat <<END\nno command: false\nEND')).status).to.equal(0);
  });

  it('breaks off with the shell', async () => {
    const error = await shell.run('exit 3').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('message').that.includes('exit 3');
  });
});
