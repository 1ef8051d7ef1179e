import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { importedFile } from '../../../../../server/office/http/import-folder.js';
import { CodedError } from '../../../../../shared/errors.js';
import { makeTempDir } from '../../../../support/temp-dir.js';

describe('the import folder', () => {
  const outside = realpathSync(makeTempDir('outside'));
  const folder = path.join(outside, 'import');
  mkdirSync(path.join(folder, 'shows'), { recursive: true });
  mkdirSync(path.join(outside, 'import-2'));
  for (const file of ['secret.mp4', 'import-2/secret.mp4', 'import/a.mp4', 'import/shows/b.mp4', 'import/..c.mp4']) {
    writeFileSync(path.join(outside, file), file);
  }
  symlinkSync(path.join(outside, 'secret.mp4'), path.join(folder, 'link-out.mp4'));
  symlinkSync('..', path.join(folder, 'up'));
  symlinkSync(path.join(folder, 'shows', 'b.mp4'), path.join(folder, 'link-in.mp4'));
  symlinkSync('nowhere', path.join(folder, 'dangling.mp4'));
  symlinkSync(folder, path.join(outside, 'alias'));

  const answer = (requested: string, root: string | undefined = folder) =>
    importedFile(root, requested).then(
      (file) => path.relative(outside, file),
      (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
    );

  it('gives the files below it, by a relative or an absolute path', async () => {
    expect(await answer('a.mp4')).to.equal('import/a.mp4');
    expect(await answer('./shows/../shows/b.mp4')).to.equal('import/shows/b.mp4');
    expect(await answer(path.join(folder, 'shows', 'b.mp4'))).to.equal('import/shows/b.mp4');
    expect(await answer('..c.mp4')).to.equal('import/..c.mp4');
    expect(await answer('link-in.mp4')).to.equal('import/shows/b.mp4');
  });

  it('may itself be a link', async () => {
    const alias = path.join(outside, 'alias');
    expect(await answer('a.mp4', alias)).to.equal('import/a.mp4');
    expect(await answer(path.join(alias, 'a.mp4'), alias)).to.equal('import/a.mp4');
  });

  it('gives nothing else, by whatever way', async () => {
    for (const requested of [
      '../secret.mp4',
      'shows/../../secret.mp4',
      '../import-2/secret.mp4',
      path.join(outside, 'secret.mp4'),
      '/etc/passwd',
      'up/secret.mp4',
      'link-out.mp4',
      '.',
      '',
      '..',
      'a.mp4\0.jpg',
      '../no-such-file',
    ]) {
      expect(await answer(requested), JSON.stringify(requested)).to.equal('import-outside');
    }
  });

  it('says what is not a file in it', async () => {
    for (const requested of ['no-such-file', 'shows', 'dangling.mp4', 'a.mp4/b']) {
      expect(await answer(requested), requested).to.equal('source-missing');
    }
  });

  it('is off unless it is set and there', async () => {
    expect(await importedFile(undefined, 'a.mp4').catch((error: CodedError) => error.code)).to.equal('import-disabled');
    expect(await answer('a.mp4', path.join(outside, 'gone'))).to.equal('import-disabled');
  });

  it('never gives a file that does not really lie in it', async () => {
    const part = fc.constantFrom(
      ...['..', '.', '', 'up', 'shows', 'import', 'import-2', 'a.mp4', 'b.mp4', 'secret.mp4', 'link-out.mp4', 'alias'],
      ...['%2e%2e', '..\\', 'etc', 'passwd', '~', '\0', '/'],
    );
    const requests = fc.oneof(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join('/')),
      fc.array(part, { maxLength: 6 }).map((parts) => path.join(folder, ...parts)),
      fc.string({ maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(requests, async (requested) => {
        const given = await answer(requested);
        if (/^[a-z-]+$/.test(given)) return;
        expect(path.dirname(given)).to.be.oneOf(['import', 'import/shows']);
      }),
      { numRuns: 500 },
    );
  });
});
