import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import S3rver from '@20minutes/s3rver';
import { isSignedWith } from './aws-signature.js';

/** s3rver's one user, built in. Others it refuses by itself. */
const USER = { accessKeyId: 'S3RVER', secret: 'S3RVER' };

/**
 * The program of an S3Server: `node … FOLDER BUCKET [PORT]`, sends its port to the parent. It makes s3rver keep three promises
 * of S3 that it breaks: an object appears whole, one that goes takes nothing else along, and `bytes=0-0` is one byte.
 */
const [directory = '', bucket = '', wantedPort = '0'] = process.argv.slice(2);
const server = new S3rver({
  address: '127.0.0.1',
  port: Number(wantedPort),
  directory,
  silent: true,
  vhostBuckets: false,
  // It reckons another signature than everybody else for requests about a bucket: we reckon it ourselves, below.
  allowMismatchedSignatures: true,
  configureBuckets: [{ name: bucket }],
});
server.middleware.unshift(async (context, next) => {
  const isUser = context.req.headers.authorization?.includes(`Credential=${USER.accessKeyId}/`) ?? false;
  if (!isUser || isSignedWith(USER.secret, context.req)) return next();
  context.status = 403;
  context.type = 'application/xml';
  context.body =
    '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>Signed otherwise.</Message></Error>';
});
const { store } = server;

const putContent = store.putContent.bind(store);
let incoming = 0;
store.putContent = async (path, content) => {
  incoming += 1;
  const unfinished = `${path}.${incoming}`;
  const stored = await putContent(unfinished, content);
  await rename(unfinished, path);
  return stored;
};

store.deleteObject = async (name, key) => {
  for (const part of ['object', 'object.md5', 'metadata.json']) {
    await rm(store.getResourcePath(name, key, part), { force: true });
  }
};

const getObject = store.getObject.bind(store);
store.getObject = async (name, key, options) => {
  const found = await getObject(name, key, options);
  if (options?.end !== 0 || !found?.content) return found;
  found.content.destroy();
  const range = { start: 0, end: 0 };
  found.content = createReadStream(store.getResourcePath(name, key, 'object'), range);
  found.range = range;
  return found;
};

process.once('disconnect', () => process.exit());
const { port } = await server.run();
process.send?.({ port });
