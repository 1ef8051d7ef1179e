import { type Finding, info } from './finding.js';
import { pictureFindings } from './picture-findings.js';
import type { PreparePlan, SourceSurvey } from './plan.js';
import { soundFindings } from './sound-findings.js';
import type { SourceFacts } from './source-facts.js';

export type { Finding } from './finding.js';

/** All that is known of a source once it is prepared. */
export interface Preparation {
  readonly facts: SourceFacts;
  readonly survey: SourceSurvey;
  readonly plan: PreparePlan;
  /** Packets that could not be decoded well. */
  readonly damaged: { readonly picture: number; readonly sound: number };
}

/** What was found in a source and what was done about it, the picture first. */
export function findingsOf(preparation: Preparation): readonly Finding[] {
  return [...pictureFindings(preparation), ...soundFindings(preparation), ...trackFindings(preparation.facts)];
}

function trackFindings({ streams, video, audio }: SourceFacts): Finding[] {
  const found: Finding[] = [];
  if (streams.video > 1) {
    const message = `The file has ${streams.video} pictures: the one of ${video.width}×${video.height} (track ${video.stream}) was taken.`;
    found.push(info('several-video-tracks', message, { count: streams.video, taken: video.stream }));
  }
  if (audio && streams.audio > 1) {
    const message = `The file has ${streams.audio} sound tracks: the one marked as default, or else the first, was taken (track ${audio.stream}).`;
    found.push(info('several-audio-tracks', message, { count: streams.audio, taken: audio.stream }));
  }
  if (streams.subtitles > 0) {
    const message = 'The file has subtitles, which were left out: draw them into the picture if viewers need them.';
    found.push(info('subtitles-left-out', message, { count: streams.subtitles }));
  }
  return found;
}
