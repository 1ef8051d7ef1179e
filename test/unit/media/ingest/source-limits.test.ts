import { expect } from 'chai';
import { IngestError } from '../../../../media/ingest/ingest-error.js';
import {
  assertDurationWithin,
  assertSizeWithin,
  DEFAULT_SOURCE_LIMITS,
} from '../../../../media/ingest/source-limits.js';

describe('source limits', () => {
  const limits = { ...DEFAULT_SOURCE_LIMITS, maxBytes: 5 * 1024 ** 2, maxDurationS: 90 };

  it('are taken up to the last byte and second', () => {
    assertSizeWithin(5 * 1024 ** 2, limits);
    assertDurationWithin(90, limits);
  });

  it('are told in words of a host', () => {
    expect(() => assertSizeWithin(5 * 1024 ** 2 + 1, limits)).to.throw(IngestError, 'larger than the 5 MiB allowed');
    expect(() => assertDurationWithin(150, limits)).to.throw(IngestError, '2.5 minutes long, and 1.5 are allowed');
  });

  it('hold half a day of video and a picture of 8K', () => {
    expect(DEFAULT_SOURCE_LIMITS.maxDurationS).to.equal(12 * 3600);
    expect(DEFAULT_SOURCE_LIMITS.maxPixels).to.be.at.least(7680 * 4320);
  });
});
