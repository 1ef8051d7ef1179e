import { isOutOfRoom } from '../store/out-of-room.js';
import { IngestError } from './ingest-error.js';
import { ToolError } from './tool-error.js';

const CUT_OFF = /moov atom not found|End of file|partial file|Truncat/i;
const UNREADABLE = /Invalid data found when processing input|not on whitelist|Unknown format|could not find codec/i;
const UNDECODABLE = /Decoder .* not found|Unsupported codec|no decoder|Unknown decoder|unspecified pixel format/i;
const OUT_OF_MEMORY = /Cannot allocate memory|malloc of size \d+ failed/i;
const DISK_FULL = /No space left on device|Disk quota exceeded|File too large/i;

/** What opening a file with ffprobe went wrong with, as a host should hear it. Anything but a ToolError stays as it is. */
export function openingFailure(error: unknown): unknown {
  if (!(error instanceof ToolError) || error.failure.kind !== 'ended') return preparationFailure(error);
  if (CUT_OFF.test(error.log)) return new IngestError('source-incomplete', undefined, error.log);
  if (UNREADABLE.test(error.log)) return new IngestError('source-not-video', undefined, error.log);
  return preparationFailure(error);
}

/** What went wrong after the file was opened. */
export function preparationFailure(error: unknown): unknown {
  if (isOutOfRoom(error)) return new IngestError('storage-full');
  if (!(error instanceof ToolError)) return error;
  const { failure, log, tool } = error;
  if (failure.kind === 'stalled') return new IngestError('preparation-stalled', undefined, log);
  if (failure.kind === 'overran') {
    const detail = 'The file takes too long to prepare on this server: export it shorter or smaller.';
    return new IngestError('preparation-stalled', detail, log);
  }
  if (failure.kind === 'oversized') {
    const detail = 'The conversion wrote far more than the file can need, and was ended: export it anew as MP4.';
    return new IngestError('preparation-failed', detail, log);
  }
  if (failure.kind === 'untaken') {
    const detail = 'The server could not keep what it made of the file: its disk does not get on. Try again.';
    return new IngestError('preparation-stalled', detail, log);
  }
  if (failure.kind === 'not-started') {
    const remedy = 'install ffmpeg, or name it with FFMPEG_BIN';
    return new IngestError('preparation-failed', `The server cannot run ${tool}: ${remedy}.`, failure.reason);
  }
  if (DISK_FULL.test(log)) return new IngestError('storage-full', undefined, log);
  if (failure.signal !== null) {
    return new IngestError('preparation-failed', `The conversion was ended by ${failure.signal}: try again.`, log);
  }
  if (OUT_OF_MEMORY.test(log)) {
    const detail = 'The file takes more memory to prepare than it may have: export it with a smaller picture.';
    return new IngestError('source-too-large', detail, log);
  }
  if (UNDECODABLE.test(log)) {
    const detail = 'The video is in a form this server cannot decode: export it as H.264 in MP4.';
    return new IngestError('source-not-video', detail, log);
  }
  return new IngestError('preparation-failed', undefined, log);
}
