import { expect } from 'chai';
import { instantOrSpanQuerySchema, instantQuerySchema } from '../../../../shared/api/instant.js';
import { wholeNumberQuery } from '../../../../shared/api/whole-number.js';

const NO_NUMBERS = [
  '',
  ' ',
  '0x10',
  '1e3',
  ' 5',
  '5 ',
  '+5',
  '-5',
  '1.5',
  '1_000',
  'NaN',
  'Infinity',
  '٣',
  '[]',
  'null',
];

describe('values in a query', () => {
  it('are instants in decimal milliseconds or ISO 8601, and nothing else', () => {
    expect(instantQuerySchema.parse('0')).to.equal(0);
    expect(instantQuerySchema.parse('1780344000000')).to.equal(1_780_344_000_000);
    expect(instantQuerySchema.parse('2026-06-01T20:00:00Z')).to.equal(1_780_344_000_000);
    expect(instantQuerySchema.parse('2026-06-01T22:00:00+02:00')).to.equal(1_780_344_000_000);
    for (const text of [...NO_NUMBERS, '253402300800000', '2026-06-01', '2026-02-30T00:00:00Z', 'P7D']) {
      expect(instantQuerySchema.safeParse(text).success, JSON.stringify(text)).to.equal(false);
    }
  });

  it('are durations of ISO 8601 that have a length of their own', () => {
    const spans = { P7D: 168, P2W: 336, P1W1D: 192, PT1H30M: 1.5, '-PT2H': -2, PT90S: 0.025, P1DT12H: 36 };
    for (const [text, hours] of Object.entries(spans)) {
      expect(instantOrSpanQuerySchema.parse(text), text).to.deep.equal({ spanMs: hours * 3_600_000 });
    }
    expect(instantOrSpanQuerySchema.parse('12')).to.equal(12);
    for (const text of ['P', 'PT', '-P', 'P1DT', 'P1M', 'P1Y', 'P1.5D', '7d', '+7d', 'p7d', 'P-7D', 'P1H', 'PT1H1D']) {
      expect(instantOrSpanQuerySchema.safeParse(text).success, text).to.equal(false);
    }
  });

  it('are whole numbers in decimal digits, in their range', () => {
    const limit = wholeNumberQuery(1, 50);
    expect(['1', '50', '007'].map((text) => limit.parse(text))).to.deep.equal([1, 50, 7]);
    for (const text of [...NO_NUMBERS, '0', '51']) {
      expect(limit.safeParse(text).success, JSON.stringify(text)).to.equal(false);
    }
  });
});
