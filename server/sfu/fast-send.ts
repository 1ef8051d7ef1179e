import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The part of a flatbuffers builder that is used here. */
interface ByteVectorBuilder {
  createByteVector(bytes: Uint8Array): number;
}

interface SendNotificationModule {
  SendNotification?: { createDataVector?: (builder: ByteVectorBuilder, bytes: Uint8Array) => number };
}

/**
 * mediasoup 3.27 copies each packet of `producer.send()` into its message byte by byte, in generated code; that is most
 * of what sending costs. The builder has a bulk copy with the same result, and this puts it in its place.
 * @returns false when this mediasoup is laid out differently; sending then works as before, only slower.
 */
export function speedUpProducerSend(): boolean {
  const require = createRequire(import.meta.url);
  try {
    const library = dirname(require.resolve('mediasoup'));
    const { SendNotification } = require(join(library, 'fbs/producer/send-notification.js')) as SendNotificationModule;
    if (typeof SendNotification?.createDataVector !== 'function') return false;
    SendNotification.createDataVector = (builder, bytes) => builder.createByteVector(bytes);
    return true;
  } catch {
    return false;
  }
}
