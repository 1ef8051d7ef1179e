import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';

interface Builder {
  createByteVector(bytes: Uint8Array): number;
}

interface Channel {
  readonly bufferBuilder: Builder;
  notify(event: number, bodyType: number, bodyOffset: number, handlerId: string): void;
  close(): void;
}

interface ChannelOptions {
  readonly producerSocket: Writable;
  readonly consumerSocket: PassThrough;
  readonly pid: number;
}

interface Modules {
  readonly channel: { Channel: new (options: ChannelOptions) => Channel };
  readonly producer: { SendNotification: { createSendNotification(builder: Builder, dataOffset: number): number } };
  readonly notification: { Event: { PRODUCER_SEND: number }; Body: { Producer_SendNotification: number } };
}

/**
 * The two things that StreamSync takes from inside mediasoup (exactly pinned): the socket to each worker, and the bytes
 * that `producer.send()` writes to it. `producer.send()` costs some 12 µs a packet, nearly all of it building each message
 * anew and one system call each; {@link WorkerLine} needs neither. Everything goes through mediasoup's public API when
 * this cannot be loaded.
 */
export class MediasoupInternals {
  /** Of the process that was started last, while its socket was made. */
  newestPid: number | undefined;
  readonly #modules: Modules;
  readonly #sockets = new Map<number, Socket>();

  private constructor(modules: Modules) {
    this.#modules = modules;
    const sockets = this.#sockets;
    const note = (pid: number) => {
      this.newestPid = pid;
    };
    modules.channel.Channel = class extends modules.channel.Channel {
      constructor(options: ChannelOptions) {
        super(options);
        const { pid, producerSocket } = options;
        sockets.set(pid, producerSocket as Socket);
        if (pid > 0) note(pid);
        producerSocket.once('close', () => sockets.delete(pid));
      }
    };
  }

  /** Must run before the first worker is created. */
  static load(): MediasoupInternals | undefined {
    const require = createRequire(import.meta.url);
    try {
      const library = dirname(require.resolve('mediasoup'));
      const internals = new MediasoupInternals({
        channel: require(join(library, 'Channel.js')) as Modules['channel'],
        producer: require(join(library, 'fbs/producer.js')) as Modules['producer'],
        notification: require(join(library, 'fbs/notification.js')) as Modules['notification'],
      });
      internals.sendMessage(Buffer.alloc(1), 'probe');
      return internals;
    } catch {
      return undefined;
    }
  }

  socketOf(workerPid: number): Socket | undefined {
    return this.#sockets.get(workerPid);
  }

  /** What mediasoup itself would write for `producer.send(packet)`, its own code doing the writing. */
  sendMessage(packet: Uint8Array, producerId: string): Buffer {
    const written: Buffer[] = [];
    const producerSocket = new Writable({
      write(chunk: Buffer, _encoding, callback) {
        written.push(chunk);
        callback();
      },
    });
    const { channel, producer, notification } = this.#modules;
    const recorder = new channel.Channel({ producerSocket, consumerSocket: new PassThrough(), pid: -1 });
    const builder = recorder.bufferBuilder;
    const body = producer.SendNotification.createSendNotification(builder, builder.createByteVector(packet));
    const { Event, Body } = notification;
    recorder.notify(Event.PRODUCER_SEND, Body.Producer_SendNotification, body, producerId);
    recorder.close();
    return Buffer.concat(written);
  }
}
