import { expect } from 'chai';
import { HeldPieces } from '../../../../server/front/held-pieces.js';
import { CodedError } from '../../../../shared/errors.js';

describe('held pieces', () => {
  const piece = (bytes: number) => Buffer.alloc(bytes);

  it('count once, however many read them, until the last of these is done', () => {
    const held = new HeldPieces(100);
    const one = piece(60);
    const releases = Array.from({ length: 1000 }, () => held.hold(one));
    expect(held.bytes).to.equal(60);
    for (const release of releases.slice(1)) release();
    expect(held.bytes).to.equal(60);
    releases[0]!();
    expect(held.bytes).to.equal(0);
  });

  it('are refused when there are too many bytes of them', () => {
    const held = new HeldPieces(100);
    const release = held.hold(piece(60));
    const other = piece(60);
    expect(() => held.hold(other))
      .to.throw(CodedError)
      .with.property('code', 'not-ready');
    release();
    held.hold(other);
    expect(held.bytes).to.equal(60);
  });
});
