import { CodedError, type ErrorCode } from '../../shared/errors.js';

export type IngestErrorCode = Extract<ErrorCode, `source-${string}` | `preparation-${string}` | 'storage-full'>;

/** Why a file was not prepared, in words for the host who sent it. */
export class IngestError extends CodedError {
  constructor(
    override readonly code: IngestErrorCode,
    detail?: string,
    /** The end of what the tool said, for the operator's log only: it names paths. */
    readonly log: string = '',
  ) {
    super(code, detail);
    this.name = 'IngestError';
  }
}
