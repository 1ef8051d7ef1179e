import { expect } from 'chai';
import { previewWords } from '../../../../../client/console/schedule/preview-words.js';
import type { EditPreview } from '../../../../../shared/api/edit.js';

const onAir = (title: string, kind: 'media' | 'filler' | 'slate' = 'media') => ({
  ...{ kind, mediaId: title, title },
  ...{ sequenceId: null, offsetMs: 0 },
});
const change = (before: string, after: string) => ({
  from: 1000,
  to: 2000,
  before: onAir(before),
  after: onAir(after),
});
const previewOf = (audience: Record<string, string>, changes: ReturnType<typeof change>[]): EditPreview => ({
  conflict: null,
  needsForce: false,
  channels: [{ channel: 'news', version: 2, effectiveAt: 0, audiences: [{ audience, changesNow: false, changes }] }],
});
const words = (preview: EditPreview) => previewWords(preview, (atMs) => `${atMs} ms`);

describe('preview words', () => {
  it('say who gets what instead of what, and when', () => {
    expect(words(previewOf({ lang: 'fr' }, [change('Film', 'Special')]))).to.deep.equal([
      'news: viewers with lang=fr get “Special” instead of “Film” from 1000 ms',
    ]);
  });

  it('say where only the place in a media is another', () => {
    expect(words(previewOf({}, [change('Film', 'Film')]))[0]).to.contain('another place in “Film”');
  });

  it('count what is too much to tell', () => {
    const changes = Array.from({ length: 10 }, () => change('Film', 'Special'));
    expect(words(previewOf({}, changes)).at(-1)).to.equal('news: viewers get 7 more changes after that');
  });

  it('say so where nothing changes', () => {
    expect(words({ conflict: null, needsForce: false, channels: [] })).to.deep.equal([
      'Nothing changes on air in the time ahead.',
    ]);
  });
});
