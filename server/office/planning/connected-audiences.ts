import type { Audience } from '../../../shared/timeline/audience.js';

/** Who is connected, by what they are served by. */
export interface ConnectedAudiences {
  audiencesOf(slug: string): Iterable<Audience>;
}
