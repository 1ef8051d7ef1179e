import { expect } from 'chai';
import { IngestError } from '../../../../media/ingest/ingest-error.js';
import { ToolError } from '../../../../media/ingest/tool-error.js';
import { openingFailure, preparationFailure } from '../../../../media/ingest/tool-failure.js';

const failed = (log: string, signal: NodeJS.Signals | null = null): ToolError =>
  new ToolError('ffmpeg', { kind: 'ended', exitCode: signal === null ? 1 : null, signal }, log);

const codeOf = (error: unknown): string => {
  expect(error).to.be.instanceOf(IngestError);
  return (error as IngestError).code;
};

describe('tool failures in the words of a host', () => {
  const openings: readonly [log: string, code: string][] = [
    ['[mov @ 0x1] moov atom not found\nfile:source: Invalid data found when processing input', 'source-incomplete'],
    ['file:source: Invalid data found when processing input', 'source-not-video'],
    ["[hls @ 0x1] Format not on whitelist 'mov'\nfile:source: Invalid argument", 'source-not-video'],
    ['something new', 'preparation-failed'],
  ];
  for (const [log, code] of openings) {
    it(`opening: ${code} for ${log.split('\n')[0]}`, () => expect(codeOf(openingFailure(failed(log)))).to.equal(code));
  }

  const preparations: readonly [log: string, code: string][] = [
    ['av_interleaved_write_frame(): No space left on device', 'storage-full'],
    ['av_interleaved_write_frame(): Disk quota exceeded', 'storage-full'],
    ['av_interleaved_write_frame(): File too large', 'storage-full'],
    ['Decoder (codec none) not found for input stream #0:0', 'source-not-video'],
    ['x264 [error]: malloc of size 3112320 failed', 'source-too-large'],
    ['[scale] Failed to configure output pad: Cannot allocate memory', 'source-too-large'],
    ['Conversion failed!', 'preparation-failed'],
  ];
  for (const [log, code] of preparations) {
    it(`preparing: ${code} for ${log}`, () => expect(codeOf(preparationFailure(failed(log)))).to.equal(code));
  }

  it('keep the log for the operator, and out of the message', () => {
    const error = preparationFailure(failed('file:/srv/secret: Conversion failed!')) as IngestError;
    expect(error.log).to.match(/secret/);
    expect(error.message).not.to.match(/secret/);
  });

  it('name a tool that ran away with the disk', () => {
    const error = preparationFailure(new ToolError('ffmpeg', { kind: 'oversized', mostBytes: 1 }, '')) as IngestError;
    expect(codeOf(error)).to.equal('preparation-failed');
    expect(error.message).to.match(/far more than the file can need/);
  });

  it('know a full disk by the code of the system too', () => {
    for (const code of ['ENOSPC', 'EDQUOT', 'EFBIG']) {
      expect(codeOf(preparationFailure(Object.assign(new Error('write'), { code }))), code).to.equal('storage-full');
    }
  });

  it('leave any other error as it is', () => {
    const error = new Error('a fault of ours');
    expect(preparationFailure(error)).to.equal(error);
    expect(openingFailure(error)).to.equal(error);
  });
});
