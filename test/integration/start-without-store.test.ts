import { expect } from 'chai';
import { mediaKeys } from '../../media/prepared-media.js';
import { DiskBlobStore } from '../../media/store/disk-blob-store.js';
import { S3BlobStore } from '../../media/store/s3-blob-store.js';
import { S3Server } from '../support/s3-server.js';
import { ServerProcess } from '../support/server-process.js';
import { SignalingViewer } from '../support/signaling-viewer.js';
import { type Library, makeStation, type Station, testLibrary } from '../support/station.js';

const LOOK_EVERY_MS = 100;

/** The whole server on a bucket, started anew while the bucket's server hangs or is gone. */
describe('a start without the media store', function () {
  this.timeout(120_000);
  let bucket: S3Server;
  let station: Station;
  let server: ServerProcess;

  before(async () => {
    const library = await testLibrary();
    bucket = await S3Server.start();
    await upload(library, bucket);
    station = await makeStation(library);
    const { endpoint = '', credentials } = bucket.access();
    const env = {
      ...{ ...station.env, MEDIA_STORE: `s3://${bucket.bucket}`, S3_ENDPOINT: endpoint },
      ...{ S3_ACCESS_KEY_ID: credentials!.accessKeyId, S3_SECRET_ACCESS_KEY: credentials!.secretAccessKey },
    };
    server = await ServerProcess.start({ dataDir: station.dataDir, env });
    await server.close();
  });

  after(async () => {
    bucket?.goOn();
    await server?.close();
    await bucket?.close();
  });

  /** Resolves when the server has logged it since a line. */
  async function logged(text: string, sinceLine: number): Promise<void> {
    while (!server.log.split('\n').slice(sinceLine).join('\n').includes(text)) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async function join(): Promise<SignalingViewer> {
    const viewer = await SignalingViewer.connect(server.url);
    const joined = await viewer.join(station.channel);
    expect(joined.ok, JSON.stringify(joined)).to.equal(true);
    return viewer;
  }

  it('TL1 goes on when the store hangs: viewers join, see the slate, and the programme once it answers', async () => {
    bucket.hang();
    const line = server.log.split('\n').length;
    await server.restart();
    await logged('has said nothing within 5 s. The start goes on', line);
    const viewer = await join();
    await logged('a fragment was not there at its time; the slate stands in', line);
    bucket.goOn();
    await logged('the programme is back in place of the slate', line);
    viewer.leave();
    await server.close();
  });

  it('TL1 goes on when the store is gone: viewers join, and see the slate', async () => {
    await bucket.close();
    const line = server.log.split('\n').length;
    await server.restart();
    await logged('nothing answers there (ECONNREFUSED). The start goes on', line);
    const viewer = await join();
    await logged('a fragment was not there at its time; the slate stands in', line);
    await logged('a fragment cannot be read; the slate stands in', line);
    viewer.leave();
  });
});

async function upload({ blobDir, items }: Library, server: S3Server): Promise<void> {
  const from = await DiskBlobStore.create(blobDir);
  const to = await S3BlobStore.create({ ...server.access(), bucket: server.bucket, prefix: '' });
  for (const { objectId } of items) {
    for (const key of Object.values(mediaKeys(objectId))) await to.write(key, await from.read(key));
  }
  to.close();
}
