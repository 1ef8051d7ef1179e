import { IngestError } from './ingest-error.js';
import type { SourceFacts } from './source-facts.js';

/** What is too much for one media. */
export interface SourceLimits {
  readonly maxBytes: number;
  readonly maxDurationS: number;
  readonly maxPixels: number;
}

export const DEFAULT_SOURCE_LIMITS: SourceLimits = {
  maxBytes: 128 * 1024 ** 3,
  maxDurationS: 12 * 3600,
  /** Of one picture; 8K UHD is under it. */
  maxPixels: 8192 * 4608,
};

/**
 * What the head of a file says of its length decides nothing: it may be a mistake.
 * @throws IngestError source-too-large.
 */
export function assertWithinLimits(facts: SourceFacts, limits: SourceLimits): void {
  const { width, height } = facts.video;
  assertSizeWithin(facts.sizeBytes, limits);
  if (width * height > limits.maxPixels) {
    throw new IngestError(
      'source-too-large',
      `The picture is ${width}×${height}, larger than can be prepared: export it at 3840×2160 or smaller.`,
    );
  }
}

/** @throws IngestError source-too-large. */
export function assertSizeWithin(sizeBytes: number, limits: SourceLimits): void {
  if (sizeBytes <= limits.maxBytes) return;
  const allowed = Math.floor(limits.maxBytes / 1024 ** 2);
  throw new IngestError('source-too-large', `The file is larger than the ${allowed} MiB allowed: export it smaller.`);
}

/** @throws IngestError source-too-long. */
export function assertDurationWithin(durationS: number, limits: SourceLimits): void {
  if (durationS <= limits.maxDurationS) return;
  const [length, allowed] = [durationS, limits.maxDurationS].map((seconds) => (seconds / 60).toFixed(1));
  throw new IngestError(
    'source-too-long',
    `The video is ${length} minutes long, and ${allowed} are allowed: split it into parts.`,
  );
}
