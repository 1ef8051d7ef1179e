import type { Finding } from './finding.js';
import type { Hole, MendPlan } from './mend-plan.js';
import { pictureFindings } from './picture-findings.js';
import type { PreparePlan, SourceSurvey } from './plan.js';
import { soundFindings } from './sound-findings.js';
import type { SourceFacts } from './source-facts.js';
import type { LostSound } from './survey.js';
import { trackFindings } from './track-findings.js';

export type { Finding } from './finding.js';

/** All that is known of a source once it is prepared. */
export interface Preparation {
  readonly facts: SourceFacts;
  readonly survey: SourceSurvey;
  readonly plan: PreparePlan;
  /** Packets that could not be decoded well. */
  readonly damaged: { readonly picture: number; readonly sound: number };
  readonly lostSounds: readonly LostSound[];
  readonly mending: MendPlan | undefined;
  readonly holes: readonly Hole[];
  /** The part of the file that comes behind all that could be read, 0 to 1. */
  readonly unreadShare: number;
}

/** What was found in a source and what was done about it, the picture first. */
export function findingsOf(preparation: Preparation): readonly Finding[] {
  return [...pictureFindings(preparation), ...soundFindings(preparation), ...trackFindings(preparation)];
}
