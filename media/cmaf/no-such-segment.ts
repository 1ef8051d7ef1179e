/** Thrown for a segment that an object does not have: another track, behind its end, or cut between two grid steps. */
export class NoSuchSegmentError extends Error {}
