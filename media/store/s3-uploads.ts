import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Millis } from '../../shared/units.js';
import { isBlobKey } from './blob-key.js';

const MOST_PAGES = 100;
/** What servers say that know no such request, or do not let us. */
const UNSUPPORTED = new Set(['NotImplemented', 'MethodNotAllowed', 'AccessDenied', 'InvalidRequest']);

/**
 * Aborts the uploads in parts that were begun below a prefix before an instant: a process was killed in the midst of
 * each, and its parts are paid for until then. @returns how many there were.
 */
export async function discardUploads(
  client: Pick<S3Client, 'send'>,
  place: { readonly Bucket: string; readonly Prefix: string },
  beforeMs: Millis,
): Promise<number> {
  let discarded = 0;
  let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await client
      .send(new ListMultipartUploadsCommand({ ...place, ...marker }))
      .catch((error: unknown) => {
        if (error instanceof Error && UNSUPPORTED.has(error.name)) return undefined;
        throw error;
      });
    for (const { Key, UploadId, Initiated } of answer?.Uploads?.filter(isOurs(place.Prefix)) ?? []) {
      if (Initiated === undefined || Initiated.getTime() >= beforeMs) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket: place.Bucket, Key, UploadId }));
      discarded += 1;
    }
    if (answer?.IsTruncated !== true || answer.NextKeyMarker === undefined) break;
    marker = {
      KeyMarker: answer.NextKeyMarker,
      ...(answer.NextUploadIdMarker !== undefined && { UploadIdMarker: answer.NextUploadIdMarker }),
    };
  }
  return discarded;
}

/** Operators may upload files of their own into the same bucket. */
function isOurs(prefix: string): (upload: MultipartUpload) => boolean {
  return ({ Key = '' }) => Key.startsWith(prefix) && isBlobKey(Key.slice(prefix.length));
}
