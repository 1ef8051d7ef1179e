import { expect } from 'chai';
import { ReportBook, type ReportEntry } from '../../../../../server/air/viewers/report-book.js';
import { reportWith } from './report-fixture.js';

describe('report-book', () => {
  let book: ReportBook;

  beforeEach(() => {
    book = new ReportBook();
  });

  it('keeps of each session the newest report and the one before', () => {
    for (const freezes of [1, 2, 3]) book.take('demo', 'a', reportWith({ freezes }), freezes * 5000);
    book.take('demo', 'b', reportWith({ freezes: 9 }), 15_000);
    const seen = book.fresh('demo', 16_000).map(({ newest, previous }) => [newest.freezes, previous?.freezes]);
    expect(seen).to.deep.equal([
      [3, 2],
      [9, undefined],
    ]);
  });

  it('does not look at what comes faster than once a second', () => {
    const heard: ReportEntry[] = [];
    book.on('report', (_slug, entry) => heard.push(entry));
    for (let nowMs = 0; nowMs < 10_000; nowMs += 100) book.take('demo', 'a', reportWith({}), nowMs);
    expect(heard).to.have.length(10);
  });

  it('counts nobody in who has been silent for 20 s', () => {
    book.take('demo', 'a', reportWith({}), 0);
    book.take('demo', 'b', reportWith({}), 5000);
    expect(book.fresh('demo', 20_000)).to.have.length(2);
    expect(book.fresh('demo', 20_001)).to.have.length(1);
  });

  it('keeps nothing of sessions that are over, nor of channels without any', () => {
    book.take('demo', 'a', reportWith({}), 0);
    book.take('other', 'b', reportWith({}), 0);
    book.forget('demo', 'a');
    book.forget('demo', 'never-there');
    expect(book.channels).to.deep.equal(['other']);
    expect(book.fresh('demo', 0)).to.deep.equal([]);
  });
});
