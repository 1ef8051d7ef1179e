import { expect } from 'chai';
import { ADDRESS_LIMITS, AddressBook } from '../../../../../server/air/signaling/address-book.js';
import { CodedError } from '../../../../../shared/errors.js';
import { ManualClock } from '../../../../support/manual-clock.js';

const SEATS = 440;
const anybody = { isInvited: false, isMove: false };

function outcome(act: () => unknown): string {
  try {
    act();
    return 'let in';
  } catch (error) {
    return CodedError.from(error).code;
  }
}

describe('address book', () => {
  let clock: ManualClock;
  let book: AddressBook;

  beforeEach(() => {
    clock = new ManualClock(0);
    book = new AddressBook(clock, SEATS);
  });

  it('counts an IPv6 network of 64 bits as one, and IPv4 addresses each', () => {
    expect(book.of('2001:db8::1')).to.equal(book.of('2001:db8::ffff:2'));
    expect(book.of('198.51.100.1')).to.equal(book.of('::ffff:198.51.100.1'));
    expect(book.of('198.51.100.1')).not.to.equal(book.of('198.51.100.2'));
  });

  it('gives an address at most half of all seats, and those who are invited theirs as well', () => {
    const school = book.of('198.51.100.1');
    const claims = Array.from({ length: SEATS / 2 }, () => {
      const claim = school.claim(anybody);
      claim.finish();
      return claim;
    });
    expect(outcome(() => school.claim(anybody))).to.equal('rate-limited');
    expect(outcome(() => school.claim({ isInvited: true, isMove: false }))).to.equal('let in');
    expect(
      outcome(() => school.claim({ isInvited: false, isMove: true })),
      'who moves',
    ).to.equal('let in');
    expect(outcome(() => book.of('198.51.100.2').claim(anybody))).to.equal('let in');
    for (const claim of claims.slice(0, 2)) claim.release();
    claims[0]!.release();
    expect(outcome(() => school.claim(anybody))).to.equal('let in');
    expect(outcome(() => school.claim(anybody))).to.equal('rate-limited');
  });

  it('lets only so many sit without media at once', () => {
    const attacker = book.of('198.51.100.1');
    const claims = Array.from({ length: ADDRESS_LIMITS.unfinishedSeats }, () => attacker.claim(anybody));
    expect(outcome(() => attacker.claim(anybody))).to.equal('rate-limited');
    claims[0]!.finish();
    claims[0]!.release();
    expect(outcome(() => attacker.claim(anybody))).to.equal('let in');
    expect(outcome(() => attacker.claim({ isInvited: true, isMove: false }))).to.equal('rate-limited');
  });

  it('lets a school of 300 in at once, and no more than 20 a second after that', async () => {
    const school = book.of('198.51.100.1');
    const joins = (count: number) => Array.from({ length: count }, () => outcome(() => school.countJoin()));
    expect(joins(300)).not.to.include('rate-limited');
    expect(joins(1)).to.deep.equal(['rate-limited']);
    await clock.advance(1000);
    expect(joins(30).filter((it) => it === 'let in')).to.have.length(20);
  });

  it('lets only so many connections in at once, and forgets addresses that are gone', async () => {
    const use = book.of('198.51.100.1');
    use.sockets = ADDRESS_LIMITS.sockets;
    expect(use.mayConnect()).to.equal(false);
    use.sockets = 0;
    expect(use.mayConnect()).to.equal(true);
    for (let number = 0; number < 200; number += 1) book.of(`203.0.113.${number}`);
    expect(book.size).to.equal(201);
    await clock.advance(60_001);
    book.of('198.51.100.9');
    expect(book.size).to.equal(1);
  });
});
