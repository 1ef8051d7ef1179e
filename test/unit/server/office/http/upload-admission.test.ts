import { expect } from 'chai';
import { assertAdmissible } from '../../../../../server/office/http/upload-admission.js';
import { ownedBy } from '../../../../../server/office/http/upload-store.js';
import { CodedError } from '../../../../../shared/errors.js';

const RESERVE = 64 * 1024 ** 2;

describe('the admission of uploads', () => {
  const upload = (owner: string, size = 10, offset = 0) => ({ size, offset, metadata: ownedBy(owner, {}) });
  const refusal = (...args: Parameters<typeof assertAdmissible>): string | undefined => {
    try {
      assertAdmissible(...args);
      return undefined;
    } catch (error) {
      return error instanceof CodedError ? error.code : String(error);
    }
  };

  it('counts each sender by itself, and everybody together', () => {
    const ofOne = Array.from({ length: 100 }, () => upload('ada'));
    expect(refusal(upload('ada'), ofOne.slice(1), 2 ** 40)).to.equal(undefined);
    expect(refusal(upload('ada'), ofOne, 2 ** 40)).to.equal('too-many-uploads');
    expect(refusal(upload('bob'), ofOne, 2 ** 40)).to.equal(undefined);
    const ofMany = Array.from({ length: 500 }, (_, number) => upload(`host ${number}`));
    expect(refusal(upload('bob'), ofMany, 2 ** 40)).to.equal('too-many-uploads');
  });

  it('keeps room for what the others have yet to send', () => {
    const others = [upload('ada', 1000, 400), upload('bob', 500)];
    expect(refusal(upload('ada', 100), others, RESERVE + 200 + 1100)).to.equal(undefined);
    expect(refusal(upload('ada', 100), others, RESERVE + 200 + 1099)).to.equal('storage-full');
  });
});
