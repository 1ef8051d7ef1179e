/** The message that carries a packet of one length, all but the packet and the producer's id. */
export interface SendTemplate {
  /** Everything in front of the packet, the id left blank. */
  readonly head: Buffer;
  /** Where the id goes in the head. */
  readonly idAt: number;
  /** Bytes of padding behind the packet. */
  readonly tailBytes: number;
}

/** A producer id is a UUID. */
const PRODUCER_ID_BYTES = 36;
const MARKED_ID = '\u0001'.repeat(PRODUCER_ID_BYTES);
const MARKED_BYTE = 0xee;

/** Templates by packet length, each cut out of a message that mediasoup wrote. */
export class SendTemplates {
  readonly #sendMessage: (packet: Uint8Array, producerId: string) => Buffer;
  readonly #byLength = new Map<number, SendTemplate>();

  constructor(sendMessage: (packet: Uint8Array, producerId: string) => Buffer) {
    this.#sendMessage = sendMessage;
  }

  of(packetLength: number): SendTemplate {
    const known = this.#byLength.get(packetLength);
    if (known !== undefined) return known;
    const template = this.#cut(packetLength);
    this.#byLength.set(packetLength, template);
    return template;
  }

  #cut(packetLength: number): SendTemplate {
    const message = this.#sendMessage(Buffer.alloc(packetLength, MARKED_BYTE), MARKED_ID);
    const packetAt = message.lastIndexOf(Buffer.alloc(packetLength, MARKED_BYTE));
    const idAt = message.indexOf(MARKED_ID);
    if (packetAt < 0 || idAt < 0 || idAt > packetAt) throw new Error('mediasoup lays out its messages differently');
    return {
      head: Buffer.from(message.subarray(0, packetAt)),
      idAt,
      tailBytes: message.length - packetAt - packetLength,
    };
  }
}
