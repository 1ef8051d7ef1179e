import { expect } from 'chai';
import { startFailure } from '../../../../../server/air/sfu/start-failure.js';

/** In the words of Node and of mediasoup. */
const KINDS: Readonly<Record<string, string>> = {
  'spawn /no/such/worker ENOENT': 'setting',
  'spawn /etc/passwd EACCES': 'setting',
  'spawn ENOEXEC': 'setting',
  'wrong settings': 'setting',
  'port bind failed due to permission denied [protocol:udp, ip:127.0.0.1, port:80]': 'setting',
  'port bind failed due to address not available [protocol:udp, ip:192.0.2.1, port:44400]': 'setting',
  'port bind failed due to address already in use [protocol:udp, ip:127.0.0.1, port:44400]': 'port',
  '[pid:12, code:1, signal:null]': 'exit',
  '[pid:12, code:null, signal:SIGKILL]': 'machine',
  'spawn ENOMEM': 'machine',
  'spawn /usr/bin/worker EAGAIN': 'machine',
  'EMFILE: too many open files, open': 'machine',
};

describe('start failure', () => {
  for (const [words, kind] of Object.entries(KINDS)) {
    it(`of kind ${kind}: ${words}`, () => expect(startFailure(new Error(words)).kind).to.equal(kind));
  }

  it('is told in the same words each time, whatever the process id', () => {
    const [first, second] = [11, 12].map((pid) => startFailure(new Error(`[pid:${pid}, code:1, signal:null]`)));
    expect(first).to.deep.equal(second);
    expect(first!.message).to.equal('the program ended with code 1');
  });
});
