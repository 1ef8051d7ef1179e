import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Whether a request to S3 is signed with a secret, as Amazon's "Signature Version 4 signing process" has it: computed here
 * from what came over the wire, independently of the client's library.
 */
export function isSignedWith(secret: string, { method = '', url = '/', headers }: IncomingMessage): boolean {
  const given = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  );
  if (given === null) return false;
  const [, credential = '', signedHeaders = '', signature] = given;
  const [, day = '', region = '', service = '', end = ''] = credential.split('/');
  const [path = '', query = ''] = url.split('?');
  const canonicalQuery = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort()
    .join('&');
  const canonicalHeaders = signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const payload = String(headers['x-amz-content-sha256']);
  const canonical = [method, path, canonicalQuery, canonicalHeaders.join(''), signedHeaders, payload].join('\n');
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], [day, region, service, end].join('/'), hashed].join('\n');
  const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const signingKey = mac(mac(mac(mac(`AWS4${secret}`, day), region), service), end);
  return mac(signingKey, toSign).toString('hex') === signature;
}
