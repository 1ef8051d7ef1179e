import { expect } from 'chai';
import fc from 'fast-check';
import { isBlobKey } from '../../../../media/store/blob-key.js';
import { parseStoreLocation } from '../../../../media/store/store-location.js';

describe('the location of a store', () => {
  it('is the disk, or a bucket with or without a prefix', () => {
    expect(parseStoreLocation('disk')).to.deep.equal({ kind: 'disk' });
    for (const [text, bucket, prefix] of [
      ['s3://media', 'media', ''],
      ['s3://media/', 'media', ''],
      ['s3://my.media-1/house', 'my.media-1', 'house/'],
      ['s3://media/a/b_c/', 'media', 'a/b_c/'],
    ]) {
      expect(parseStoreLocation(text!), text).to.deep.equal({ kind: 's3', bucket, prefix });
    }
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      'Disk',
      './data',
      's3:media',
      's3://',
      's3:///prefix',
      's3://UPPER/prefix',
      's3://ab',
      's3://-media',
      's3://media/../other',
      's3://media//prefix',
      's3://media/a b',
      's3://media/.hidden',
      'https://media.s3.amazonaws.com/',
      's3://media\n',
    ]) {
      expect(parseStoreLocation(text), JSON.stringify(text)).to.equal(undefined);
    }
  });

  it('keeps every key a key behind its prefix, whatever was given', () => {
    const crooked = fc.array(fc.constantFrom('a', 'b-1', '.', '..', '/', '//', ' ', '%2f', '\\'), { maxLength: 6 });
    fc.assert(
      fc.property(
        crooked.map((parts) => `s3://media/${parts.join('')}`),
        (text) => {
          const location = parseStoreLocation(text);
          if (location?.kind !== 's3') return;
          expect(isBlobKey(`${location.prefix}index.json`)).to.equal(true);
        },
      ),
    );
  });
});
