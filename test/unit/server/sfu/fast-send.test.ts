import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { speedUpProducerSend } from '../../../../server/sfu/fast-send.js';

describe('fast send', () => {
  it('writes the same message as mediasoup’s own copy', () => {
    const require = createRequire(import.meta.url);
    const library = dirname(require.resolve('mediasoup'));
    const { SendNotification } = require(join(library, 'fbs/producer/send-notification.js'));
    const flatbuffers = createRequire(require.resolve('mediasoup'))('flatbuffers');
    const original = SendNotification.createDataVector;
    const write = (createDataVector: typeof original, packet: Uint8Array): Buffer => {
      const builder = new flatbuffers.Builder(64);
      builder.finishSizePrefixed(SendNotification.createSendNotification(builder, createDataVector(builder, packet)));
      return Buffer.from(builder.asUint8Array());
    };
    expect(speedUpProducerSend()).to.equal(true);
    const fast = SendNotification.createDataVector;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), (packet) => {
        expect(write(fast, packet)).to.deep.equal(write(original, packet));
      }),
    );
  });
});
