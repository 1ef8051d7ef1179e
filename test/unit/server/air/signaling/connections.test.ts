import { expect } from 'chai';
import { ADDRESS_LIMITS, AddressBook } from '../../../../../server/air/signaling/address-book.js';
import { CONNECTION_LIMITS, Connection } from '../../../../../server/air/signaling/connections.js';
import { CodedError } from '../../../../../shared/errors.js';
import { ManualClock } from '../../../../support/manual-clock.js';

const LARGE = 20_000;

describe('a connection', () => {
  let clock: ManualClock;
  let book: AddressBook;

  beforeEach(() => {
    clock = new ManualClock(0);
    book = new AddressBook(clock, 440);
  });
  const connection = (address = '198.51.100.1') => new Connection(book.of(address), clock);
  const messages = (from: Connection, count: number, bytes: number) =>
    Array.from({ length: count }, () => from.take(bytes)).filter((isWithin) => isWithin).length;

  it('may send what sixteen players send who begin at once, and what they send then', async () => {
    const page = connection();
    expect(messages(page, 16 * 12, 1800)).to.equal(16 * 12);
    for (let second = 0; second < 300; second += 1) {
      await clock.advance(1000);
      expect(messages(page, 16, 400)).to.equal(16);
    }
  });

  it('may not send more messages or more bytes than that', () => {
    expect(messages(connection(), 1000, 10)).to.equal(CONNECTION_LIMITS.messages.burst);
    const { burst } = CONNECTION_LIMITS.bytes;
    expect(messages(connection('198.51.100.2'), 100, LARGE)).to.equal(Math.floor(burst / LARGE));
  });

  it('is let be, as long as it sends little, when others of its address send too much', () => {
    const watching = connection();
    expect(messages(watching, 12, 1800)).to.equal(12);
    const flood = () => messages(connection(), 25, LARGE);
    let sent = 0;
    for (let attacker = 0; attacker < 100; attacker += 1) sent += flood() * LARGE;
    const { burst: most } = ADDRESS_LIMITS.bytes;
    expect(sent).to.be.within(most * 0.9, most + 100 * CONNECTION_LIMITS.modestBytes);
    expect(flood()).to.be.at.most(CONNECTION_LIMITS.modestBytes / LARGE);
    expect(messages(watching, 12, 1800)).to.equal(12);
    expect(messages(connection('198.51.100.3'), 20, LARGE), 'of another address').to.equal(20);
  });

  it('joins as often as its players begin, and then once a second', async () => {
    const page = connection();
    const joins = (count: number) =>
      Array.from({ length: count }, () => {
        try {
          page.countJoin();
          return 'ok';
        } catch (error) {
          return CodedError.from(error).code;
        }
      });
    expect(joins(24)).not.to.include('rate-limited');
    expect(joins(1)).to.deep.equal(['rate-limited']);
    await clock.advance(2000);
    expect(joins(3)).to.deep.equal(['ok', 'ok', 'rate-limited']);
  });
});
