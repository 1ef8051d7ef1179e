import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { expect } from 'chai';
import { DtdValidator, XmlDocument, XmlDtd } from 'libxml2-wasm';
import type { Guide } from '../../server/office/guide/guide.js';
import { xmltv, xmltvOfAll } from '../../server/office/guide/xmltv.js';
import { userCacheDir } from '../../server/setup/user-cache.mjs';
import { xmltvDtdFile } from '../../server/setup/xmltv-dtd.mjs';
import { AWKWARD_TITLES, guideOf, written } from '../unit/server/office/guide/guide-fixture.js';

describe('XMLTV against the DTD of the XMLTV project', () => {
  let validator: DtdValidator;
  before(() => {
    const file = xmltvDtdFile(userCacheDir(process.env, os.homedir()));
    if (!existsSync(file)) {
      throw new Error(
        `there is no ${file}: set-up takes it from Debian's package libxmltv-perl, and could not get that. ` +
          'Put the xmltv.dtd of the XMLTV project there.',
      );
    }
    validator = new DtdValidator(XmlDtd.fromBuffer(readFileSync(file)));
  });
  after(() => validator?.dispose());

  const validate = (text: string) => {
    const document = XmlDocument.fromString(text);
    try {
      validator.validate(document);
    } finally {
      document.dispose();
    }
  };

  it('is valid with whatever titles, with a poster and without, with programmes and without', async () => {
    const cut = { ...guideOf('One'), nextMs: Date.UTC(2026, 2, 30) };
    const guides: Guide[] = [guideOf(...AWKWARD_TITLES), guideOf('One', { gap: true }, 'Two'), guideOf(), cut];
    for (const guide of guides) validate(await written(xmltv, guide));
    validate(await written(xmltv, cut, { watch: 'https://tv.example/watch/films?a=1&b=2', poster: null }));
  });

  it('is valid for several channels at once, and for none', async () => {
    const links = { watch: 'https://tv.example/watch/films', poster: null, next: null };
    const guides = [guideOf(...AWKWARD_TITLES), guideOf('Two')].map((guide) => ({ guide, links }));
    for (const some of [guides, guides.slice(0, 1), []]) validate(await xmltvOfAll('tv.example', some));
  });

  it('would not be with a part out of its place', async () => {
    const text = await written(xmltv, guideOf('One'));
    const wrong = [
      text.replace(/<title>.*<\/title>/, ''),
      text.replace(' channel="films.streamsync"', ''),
      text.replace('<url>', '<uri>').replace('</url>', '</uri>'),
    ];
    for (const one of wrong) expect(() => validate(one)).to.throw();
  });
});
