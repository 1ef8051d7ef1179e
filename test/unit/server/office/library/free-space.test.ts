import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { assertRoomFor, freeBytesAt } from '../../../../../server/office/library/free-space.js';
import { CodedError } from '../../../../../shared/errors.js';

const MIB = 1024 ** 2;

describe('free space', () => {
  it('must hold the source, as much again, and a reserve', () => {
    expect(() => assertRoomFor(100 * MIB, 264 * MIB)).not.to.throw();
    expect(() => assertRoomFor(100 * MIB, 264 * MIB - 1))
      .to.throw(CodedError, '263 MiB free, and this file needs 264: make room')
      .with.property('code', 'storage-full');
  });

  it('is asked of the file system', async () => {
    expect(await freeBytesAt(tmpdir())).to.be.greaterThan(0);
  });
});
