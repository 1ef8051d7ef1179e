import { expect } from 'chai';
import { XmlDocument } from 'libxml2-wasm';
import { plainText } from '../../../../../server/office/guide/guide.js';
import { xmltv } from '../../../../../server/office/guide/xmltv.js';
import { AWKWARD_TITLES, guideOf, written } from './guide-fixture.js';

function read(text: string) {
  const document = XmlDocument.fromString(text);
  const all = (path: string) => document.find(path).map((node) => node.content);
  const found = {
    encoding: /encoding="([^"]+)"/.exec(text)?.[1],
    channels: all('/tv/channel/@id'),
    names: all('/tv/channel/display-name'),
    icons: all('/tv/channel/icon/@src'),
    starts: all('/tv/programme/@start'),
    stops: all('/tv/programme/@stop'),
    on: all('/tv/programme/@channel'),
    titles: all('/tv/programme/title'),
  };
  document.dispose();
  return found;
}

describe('guide as XMLTV', () => {
  it('has the channel, and when each programme is, in UTC', async () => {
    expect(read(await written(xmltv, guideOf('One', 'Two')))).to.deep.equal({
      encoding: 'UTF-8',
      channels: ['films.streamsync'],
      names: ['Films & more'],
      icons: ['https://tv.example/api/v1/channels/films/poster.jpg'],
      starts: ['20260329005950 +0000', '20260329010000 +0000'],
      stops: ['20260329010000 +0000', '20260329010011 +0000'],
      on: ['films.streamsync', 'films.streamsync'],
      titles: ['One', 'Two'],
    });
  });

  it('carries any title through', async () => {
    expect(read(await written(xmltv, guideOf(...AWKWARD_TITLES))).titles).to.deep.equal(AWKWARD_TITLES.map(plainText));
  });

  it('leaves gaps out, and is well-formed with nothing in it', async () => {
    expect(read(await written(xmltv, guideOf('One', { gap: true }, 'Two'))).titles).to.deep.equal(['One', 'Two']);
    expect(read(await written(xmltv, guideOf({ gap: true }))))
      .to.include({ encoding: 'UTF-8' })
      .and.deep.include({ titles: [] });
    expect(read(await written(xmltv, guideOf('One'), { poster: null })).icons).to.deep.equal([]);
  });

  it('is the same however many parts it was written in', async () => {
    const titles = Array.from({ length: 600 }, (_, number) => `Programme ${number}`);
    expect(read(await written(xmltv, guideOf(...titles))).titles).to.deep.equal(titles);
  });

  it('says where it was cut, and where it goes on', async () => {
    const cut = { ...guideOf('One'), nextMs: Date.UTC(2026, 2, 30) };
    const text = await written(xmltv, cut, { next: 'https://tv.example/guide.xml?a=--b' });
    expect(read(text).titles).to.deep.equal(['One']);
    expect(text).to.match(/<!--.*2026-03-30T00:00:00.000Z.*https:\/\/tv.example\/guide.xml/);
    expect(await written(xmltv, guideOf('One'))).not.to.include('<!--');
  });
});
