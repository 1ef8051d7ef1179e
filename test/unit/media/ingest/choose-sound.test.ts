import { expect } from 'chai';
import { chooseSound } from '../../../../media/ingest/choose-sound.js';
import { PacketLedger } from '../../../../media/ingest/read-packets.js';
import type { AudioFacts } from '../../../../media/ingest/source-facts.js';
import { plainSound, plainSource } from './source-fixture.js';

function choose(...sounds: (AudioFacts & { readonly line?: string })[]) {
  const ledger = new PacketLedger();
  for (const { stream, line = '' } of sounds) ledger.push(`${stream},0.000000,0.000000,0.021333,100,5000,K_${line}`);
  const { audio, lost } = chooseSound({ ...plainSource(), sounds }, ledger.streams);
  return { taken: audio?.stream, lost: lost.map(({ audio: { stream }, why }) => `${stream} ${why}`) };
}

describe('choosing a sound', () => {
  const unknown = { ...plainSound({ stream: 1, codec: 'unknown' }) };
  const known = { ...plainSound({ stream: 2 }) };

  it('takes the first that can be heard, and names those before it', () => {
    expect(choose(known)).to.deep.equal({ taken: 2, lost: [] });
    expect(choose(unknown, known)).to.deep.equal({ taken: 2, lost: ['1 unknown-codec'] });
    expect(choose(known, unknown)).to.deep.equal({ taken: 2, lost: [] });
    expect(choose(unknown)).to.deep.equal({ taken: undefined, lost: ['1 unknown-codec'] });
    expect(choose()).to.deep.equal({ taken: undefined, lost: [] });
  });

  it('knows an encrypted one by its head, and by its packets', () => {
    expect(choose({ ...unknown, isProtected: true }, known).lost).to.deep.equal(['1 encrypted']);
    expect(choose({ ...plainSound({ stream: 1 }), line: ',Encryption info' }, known).lost).to.deep.equal([
      '1 encrypted',
    ]);
  });

  it('sees where the packets end', () => {
    const ledger = new PacketLedger();
    for (const position of ['5000', '9000', 'N/A', '7000']) ledger.push(`1,N/A,N/A,N/A,100,${position},K_`);
    expect(ledger.endByte).to.equal(9100);
  });

  it('does without one that has no channels, or no packets', () => {
    expect(choose({ ...plainSound({ stream: 1, channels: 0 }) }, known).taken).to.equal(2);
    expect(chooseSound(plainSource(), new Map())).to.deep.include({ audio: undefined, lost: [] });
  });
});
