import { expect } from 'chai';
import { explainAccessFailure } from '../../../../media/store/s3-failure.js';

/** An error as the S3 client throws it. */
function failure(name: string, status: number | undefined, more: object = {}): Error {
  return Object.assign(new Error('what the server said'), {
    name,
    $metadata: status === undefined ? {} : { httpStatusCode: status },
    ...more,
  });
}

const explained = (error: unknown) => {
  const { fault, message } = explainAccessFailure(error);
  return `${fault}: ${message}`;
};

describe('why a bucket cannot be used', () => {
  it('the bucket: there is none of that name', () => {
    expect(explained(failure('NoSuchBucket', 404))).to.equal('bucket: there is no such bucket');
  });

  it('the credentials: unknown, with a wrong secret, without rights, or not found', () => {
    expect(explained(failure('InvalidAccessKeyId', 403))).to.equal('credentials: the server does not know this key');
    expect(explained(failure('SignatureDoesNotMatch', 403))).to.include('the secret does not belong');
    expect(explained(failure('AccessDenied', 403))).to.equal('credentials: it may not list the bucket');
    expect(explained(failure('Forbidden', 403))).to.equal('credentials: access is denied');
    expect(explained(failure('CredentialsProviderError', undefined))).to.include('none is given');
  });

  it('the region: the server says which one it is', () => {
    const headers = { 'x-amz-bucket-region': 'eu-west-1' };
    for (const error of [
      failure('PermanentRedirect', 301, { $response: { statusCode: 301, headers } }),
      failure('AuthorizationHeaderMalformed', 400, { Region: 'eu-west-1' }),
    ]) {
      expect(explained(error)).to.equal('region: the bucket is in the region eu-west-1');
    }
    expect(explained(failure('PermanentRedirect', 301))).to.equal('region: the bucket is in another region');
  });

  it('the endpoint: nothing there, or something that is no S3 server', () => {
    expect(explained(failure('Error', undefined, { code: 'ECONNREFUSED' }))).to.equal(
      'endpoint: nothing answers there (ECONNREFUSED)',
    );
    expect(explained(failure('TimeoutError', undefined))).to.equal('endpoint: nothing answers there (TimeoutError)');
    expect(explained(failure('UnknownError', 404))).to.include('endpoint: what answers there (HTTP 404)');
    expect(explained(failure('SyntaxError', 200))).to.include('endpoint: what answers there (HTTP 200)');
    expect(explained('something else')).to.equal('endpoint: nothing answers there (something else)');
  });

  it('keeps what was thrown as its cause', () => {
    const error = failure('NoSuchBucket', 404);
    expect(explainAccessFailure(error).cause).to.equal(error);
  });
});
