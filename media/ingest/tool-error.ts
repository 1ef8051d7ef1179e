export type ToolFailure =
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'stalled'; readonly afterMs: number }
  | { readonly kind: 'overran'; readonly afterMs: number }
  | { readonly kind: 'oversized'; readonly mostBytes: number }
  /** It has ended, and what it wrote was not taken. */
  | { readonly kind: 'untaken'; readonly afterMs: number }
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly signal: NodeJS.Signals | null };

/** A tool (ffmpeg, ffprobe) that did not do its work. */
export class ToolError extends Error {
  constructor(
    readonly tool: string,
    readonly failure: ToolFailure,
    /** The end of its log. */
    readonly log: string,
  ) {
    super(`${tool} ${describe(failure)}`);
    this.name = 'ToolError';
  }
}

function describe(failure: ToolFailure): string {
  switch (failure.kind) {
    case 'not-started':
      return `could not be started: ${failure.reason}`;
    case 'overran':
      return `was not done after ${failure.afterMs} ms`;
    case 'oversized':
      return `wrote more than ${failure.mostBytes} bytes`;
    case 'untaken':
      return `had ended, and its output was not taken for ${failure.afterMs} ms`;
    case 'stalled':
      return `did not get on for ${failure.afterMs} ms`;
    case 'ended':
      return failure.signal === null ? `failed with exit code ${failure.exitCode}` : `was ended by ${failure.signal}`;
  }
}
