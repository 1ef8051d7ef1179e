import { expect } from 'chai';
import { previewWords, takeOverEndText } from '../../../../../client/console/schedule/preview-words.js';
import { type EditPreview, MOST_AIR_CHANGES } from '../../../../../shared/api/edit.js';

type Changes = EditPreview['channels'][number]['audiences'][number]['changes'];
const onAir = (title: string, sequenceId: string | null = null, kind: 'media' | 'filler' | 'slate' = 'media') => ({
  ...{ kind, mediaId: title, title },
  ...{ sequenceId, offsetMs: 0 },
});
const change = (before: string, after: string, [from, to]: [number, number | null] = [1000, 2000]) => ({
  ...{ from, to },
  before: onAir(before),
  after: onAir(after),
});
const previewOf = (...audiences: [Record<string, string>, Changes][]): EditPreview => ({
  ...{ conflict: null, needsForce: false },
  channels: [
    {
      ...{ channel: 'news', version: 2, effectiveAt: 0 },
      audiences: audiences.map(([audience, changes]) => ({ audience, changesNow: false, changes })),
    },
  ],
});
const words = (preview: EditPreview) => previewWords(preview, (atMs) => `day${Math.floor(atMs / 86_400)} ${atMs}`);

describe('preview words', () => {
  it('say who gets what instead of what, and when', () => {
    expect(words(previewOf([{ lang: 'fr' }, [change('Film', 'Special')]]))).to.deep.equal([
      'news: from day0 1000 to 2000 viewers with lang=fr get “Special” instead of “Film”',
    ]);
  });

  it('name the day of the end where it is another one, and no end where there is none', () => {
    expect(words(previewOf([{}, [change('Film', 'Special', [1000, 90_000])]]))[0]).to.contain('to day1 90000 viewers');
    expect(words(previewOf([{}, [change('Film', 'Special', [1000, null])]]))[0]).to.contain(
      'from day0 1000 on viewers',
    );
  });

  it('say where only the place in a media is another', () => {
    expect(words(previewOf([{}, [change('Film', 'Film')]]))[0]).to.contain('another place in “Film”');
  });

  it('tell what comes of one sequence as one change', () => {
    const changes = ['A', 'B', 'C'].map((title, index) => ({
      ...{ from: index, to: index + 1, before: onAir(title, 'evening'), after: onAir('Special', 'specials') },
    }));
    expect(words(previewOf([{}, changes]))).to.deep.equal([
      'news: from day0 0 to 3 viewers get “Special” instead of “A” and what follows it',
    ]);
    expect(words(previewOf([{}, [changes[0]!, changes[2]!]]))).to.have.length(2);
  });

  it('tell what is the same for several audiences once', () => {
    const changes = [change('Film', 'Special')];
    const others = ['fr', 'de', 'it'].map((lang): [Record<string, string>, Changes] => [{ lang }, changes]);
    expect(words(previewOf([{}, changes], others[0]!))).to.deep.equal([
      'news: from day0 1000 to 2000 viewers and viewers with lang=fr get “Special” instead of “Film”',
    ]);
    expect(
      words(previewOf([{}, changes], ...others, [{ tier: 'free' }, changes], [{ tier: 'gold' }, changes]))[0],
    ).to.contain('viewers with lang=it and 2 other audiences get');
    expect(words(previewOf([{}, changes], [{ lang: 'fr' }, [change('Film', 'Spécial')]]))).to.have.length(2);
  });

  it('know no end where more changes follow than are told', () => {
    const changes = Array.from({ length: MOST_AIR_CHANGES }, (_, at) => ({
      ...{ from: at, to: at + 1, before: onAir('Film', 'evening'), after: onAir('Special', 'specials') },
    }));
    expect(words(previewOf([{}, changes]))[0]).to.contain(`from day0 0 to ${MOST_AIR_CHANGES} at least viewers get`);
  });

  it('count what is too much to tell', () => {
    const changes = Array.from({ length: 10 }, (_, at) => change('Film', `Special ${at}`, [at, at + 1]));
    expect(words(previewOf([{}, changes])).at(-1)).to.equal('news: viewers get 7 more changes after that');
  });

  it('name the slate for what it is', () => {
    const toSlate = { ...change('Film', 'Back soon'), after: onAir('Back soon', null, 'slate') };
    expect(words(previewOf([{}, [toSlate]]))[0]).to.contain('viewers get the slate instead of “Film”');
  });

  it('say when what is scheduled goes on after a take-over', () => {
    const endText = (rest: { endsAt: number | null; loop: boolean }) =>
      takeOverEndText({ sequenceId: null, startsAt: 0, ...rest }, (atMs) => `day0 ${atMs}`);
    expect(endText({ endsAt: 5000, loop: true })).to.contain('at day0 5000');
    expect(endText({ endsAt: null, loop: true })).to.contain('when somebody goes back to it');
    expect(endText({ endsAt: null, loop: false })).to.contain('when it is over');
  });

  it('say so where nothing changes', () => {
    expect(words({ conflict: null, needsForce: false, channels: [] })).to.deep.equal([
      'Nothing changes on air in the time ahead.',
    ]);
  });
});
