import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { lookForXmltvDtd, xmltvDtdFile } from '../../../../server/setup/xmltv-dtd.mjs';
import { writeShellProgram } from '../../../support/shell-program.js';
import { makeTempDir } from '../../../support/temp-dir.js';

const UNPACK = 'mkdir -p "$3/usr/share/xmltv" && echo "<!ELEMENT tv EMPTY>" > "$3/usr/share/xmltv/xmltv.dtd"';

describe('set-up: the definition of XMLTV', () => {
  const look = async (programs: Record<string, string>) => {
    const bin = makeTempDir('bin');
    const cacheDir = path.join(makeTempDir('cache'), 'streamsync');
    for (const [name, script] of Object.entries(programs)) writeShellProgram(path.join(bin, name), script);
    const context = { cacheDir, env: { PATH: `${bin}:${process.env['PATH']}` } };
    return { cacheDir, bin, context, missing: await lookForXmltvDtd(context) };
  };

  it('is unpacked from its Debian package, into the cache, once', async () => {
    const { cacheDir, context, missing } = await look({
      'apt-get': 'touch libxmltv-perl_1_all.deb',
      'dpkg-deb': UNPACK,
    });
    await missing?.make();
    expect(readFileSync(xmltvDtdFile(cacheDir), 'utf8')).to.equal('<!ELEMENT tv EMPTY>\n');
    expect(readdirSync(cacheDir)).to.deep.equal(['xmltv.dtd']);
    expect(await lookForXmltvDtd(context)).to.equal(undefined);
  });

  it('is asked for again once the lists of packages are there', async () => {
    const lists = path.join(makeTempDir('lists'), 'lists');
    const apt = `case "$1" in update) touch ${lists};; download) test -e ${lists} && touch libxmltv-perl_1_all.deb;; esac`;
    const { cacheDir, missing } = await look({ 'apt-get': apt, 'dpkg-deb': UNPACK });
    await missing?.make();
    expect(readdirSync(cacheDir)).to.deep.equal(['xmltv.dtd']);
  });

  it('stops nobody when it is not to be had', async () => {
    for (const programs of [
      { 'apt-get': 'exit 100', 'dpkg-deb': UNPACK },
      { 'apt-get': 'touch x.deb', 'dpkg-deb': '' },
    ]) {
      const { cacheDir, missing } = await look(programs);
      await missing?.make();
      mkdirSync(cacheDir, { recursive: true });
      expect(readdirSync(cacheDir)).to.deep.equal([]);
    }
    const elsewhere = { cacheDir: makeTempDir('cache'), env: { PATH: makeTempDir('bin') } };
    expect(await lookForXmltvDtd(elsewhere)).to.equal(undefined);
    writeFileSync(xmltvDtdFile(elsewhere.cacheDir), 'put there by hand');
    expect(await lookForXmltvDtd(elsewhere)).to.equal(undefined);
  });
});
