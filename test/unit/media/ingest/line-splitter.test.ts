import { expect } from 'chai';
import fc from 'fast-check';
import { LineSplitter } from '../../../../media/ingest/line-splitter.js';

function linesOf(chunks: readonly string[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  it('takes any line end, and a last line without one', () => {
    expect(linesOf(['one\ntwo\rthree\r\nfour'])).to.deep.equal(['one', 'two', 'three', 'four']);
  });

  it('finds the same lines however the text is cut into pieces', () => {
    const text = fc.array(fc.constantFrom('a', 'bc', '\n', '\r', 'ü'), { maxLength: 60 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(60)), (parts, cuts) => {
        const whole = parts.join('');
        const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
        expect(linesOf(pieces)).to.deep.equal(linesOf([whole]));
      }),
    );
  });

  it('keeps no more of an endless line than its first 4096 characters', () => {
    const lines = linesOf(Array.from({ length: 1000 }, () => 'x'.repeat(100)));
    expect(lines).to.deep.equal(['x'.repeat(4096)]);
  });
});
