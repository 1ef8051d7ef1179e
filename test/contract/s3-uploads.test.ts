import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { discardUploads } from '../../media/store/s3-uploads.js';

const DAY_MS = 86_400_000;
const place = { Bucket: 'bucket', Prefix: 'library/' };

/** The s3rver of the other tests lists no uploads: here is a server that answers as Amazon's reference has it. */
describe('uploads that a killed process left in a bucket', () => {
  let server: Server;
  let client: S3Client;
  let asked: string[];
  let pages: readonly string[];

  beforeEach(async () => {
    asked = [];
    pages = [];
    server = createServer(({ method, url = '' }, response) => {
      asked.push(`${method} ${url}`);
      if (method === 'DELETE') return response.writeHead(204).end();
      const page = pages[asked.filter((line) => line.startsWith('GET')).length - 1];
      response.writeHead(page === undefined ? 501 : 200, { 'content-type': 'application/xml' });
      return response.end(page ?? '<Error><Code>NotImplemented</Code><Message>No.</Message></Error>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ...{ region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 },
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
  });

  afterEach(() => {
    client.destroy();
    server.close();
  });

  const upload = (key: string, ageDays: number): string =>
    `<Upload><Key>${key}</Key><UploadId>id-of-${key.replaceAll('/', '-')}</UploadId>` +
    `<Initiated>${new Date(10 * DAY_MS - ageDays * DAY_MS).toISOString()}</Initiated></Upload>`;
  const page = (uploads: string, next = '<IsTruncated>false</IsTruncated>'): string =>
    `<?xml version="1.0"?><ListMultipartUploadsResult>${next}${uploads}</ListMultipartUploadsResult>`;

  it('are aborted when they are old and ours, from every page', async () => {
    const next =
      '<IsTruncated>true</IsTruncated><NextKeyMarker>library/b</NextKeyMarker><NextUploadIdMarker>x</NextUploadIdMarker>';
    pages = [
      page(upload('library/media/a/media.mp4', 2) + upload('library/media/young/media.mp4', 0.5), next),
      page(upload('library/media/c/media.mp4', 3) + upload('library/of an operator', 3)),
    ];
    expect(await discardUploads(client, place, 9 * DAY_MS)).to.equal(2);
    const aborted = asked
      .filter((line) => line.startsWith('DELETE'))
      .map((line) => new URL(line.slice(7), 'http://s3'));
    expect(aborted.map(({ pathname, searchParams }) => [pathname, searchParams.get('uploadId')])).to.deep.equal([
      ['/bucket/library/media/a/media.mp4', 'id-of-library-media-a-media.mp4'],
      ['/bucket/library/media/c/media.mp4', 'id-of-library-media-c-media.mp4'],
    ]);
    const lists = asked.filter((line) => line.startsWith('GET'));
    expect(lists[0]).to.include('prefix=library%2F');
    expect(lists[1]).to.include('key-marker=library%2Fb').and.to.include('upload-id-marker=x');
  });

  it('are left to the bucket where the server cannot list them', async () => {
    expect(await discardUploads(client, place, 9 * DAY_MS)).to.equal(0);
  });
});
