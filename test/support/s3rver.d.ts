declare module '@20minutes/s3rver' {
  import type { IncomingMessage } from 'node:http';
  import type { Readable } from 'node:stream';

  interface StoredObject {
    content: Readable | null;
    range?: { start: number; end: number };
  }

  /** What the tests touch of the server's storage on disk. */
  interface FilesystemStore {
    getResourcePath(bucket: string, key: string, resource: string): string;
    getObject(bucket: string, key: string, options?: { start?: number; end?: number }): Promise<StoredObject | null>;
    deleteObject(bucket: string, key: string): Promise<void>;
    putContent(path: string, content: Readable | Buffer): Promise<[size: number, md5: string]>;
  }

  export default class S3rver {
    constructor(options: {
      address: string;
      port: number;
      directory: string;
      silent: boolean;
      vhostBuckets: boolean;
      allowMismatchedSignatures: boolean;
      configureBuckets: readonly { name: string }[];
    });
    readonly store: FilesystemStore;
    /** Koa's. */
    readonly middleware: ((
      context: { req: IncomingMessage; status: number; type: string; body: string },
      next: () => Promise<void>,
    ) => Promise<void>)[];
    run(): Promise<{ port: number }>;
  }
}
