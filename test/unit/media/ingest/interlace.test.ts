import { expect } from 'chai';
import { type FieldCount, firstField, parseFieldCount } from '../../../../media/ingest/interlace.js';
import type { FieldOrder } from '../../../../media/ingest/source-facts.js';

const seen = (topFirst: number, bottomFirst: number, progressive: number): FieldCount => ({
  topFirst,
  bottomFirst,
  progressive,
});

describe('firstField', () => {
  type Case = [what: string, told: FieldOrder | undefined, FieldCount | undefined, FieldOrder | undefined];
  const cases: readonly Case[] = [
    ['goes by what the file says when nothing was looked at', 'bottom-first', undefined, 'bottom-first'],
    ['goes by what the file says when nothing moves', 'top-first', seen(2, 0, 3), 'top-first'],
    [
      'takes progressive pictures that are marked as interlaced for what they are',
      'top-first',
      seen(3, 2, 100),
      undefined,
    ],
    ['corrects the order of the fields', 'top-first', seen(4, 100, 10), 'bottom-first'],
    ['finds fields that no one marked', undefined, seen(100, 0, 5), 'top-first'],
    [
      'finds fields in what is marked as progressive, if most pictures have them',
      'progressive',
      seen(90, 2, 20),
      'top-first',
    ],
    ['is not misled by a few stripes', 'progressive', seen(40, 2, 60), undefined],
    ['says nothing of progressive pictures', 'progressive', undefined, undefined],
  ];
  for (const [what, told, count, first] of cases) {
    it(what, () => expect(firstField(told, count)).to.equal(first));
  }
});

describe('parseFieldCount', () => {
  it("reads the end of what ffmpeg's idet writes", () => {
    const line =
      '[Parsed_idet_0 @ 0x55] Multi frame detection: TFF:    25 BFF:     1 Progressive:     3 Undetermined:     9';
    expect(parseFieldCount(line)).to.deep.equal(seen(25, 1, 3));
    expect(parseFieldCount(line.replace('Multi', 'Single'))).to.equal(undefined);
  });
});
