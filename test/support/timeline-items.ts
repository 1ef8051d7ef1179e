import { compileSequence, type Item, type Sequence } from '../../shared/timeline/sequence.js';

/** All of a media whose object has the media's own name, unless said otherwise. */
export function item(mediaId: string, frames: number, rest: Partial<Item> = {}): Item {
  return { kind: 'media', mediaId, objectId: mediaId, title: mediaId, inFrame: 0, frames, head: null, ...rest };
}

/** What is on air in gaps. */
export function slate(frames: number): Sequence {
  return compileSequence('slate', 1, [item('slate', frames, { kind: 'slate' })]);
}
