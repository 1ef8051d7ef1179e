import type { FrameIndex } from '../units.js';
import { contentHash } from './content-hash.js';

/** A media inside a sequence. `frames` is a whole number of grid steps (TL3). */
export interface Item {
  readonly kind: 'media' | 'filler' | 'slate';
  readonly mediaId: string;
  /** The name that the media's prepared bytes are stored under. */
  readonly objectId: string;
  readonly title: string;
  /** The media's own frame that the item starts with. */
  readonly inFrame: FrameIndex;
  readonly frames: number;
  /** For an item that does not start on an IDR. */
  readonly head: HeadPiece | null;
  /** The name of the slot that it was chosen for. */
  readonly slot?: string;
}

/**
 * A prepared object of one fragment that starts with an IDR at some frame of a media and lasts until the media's own
 * next IDR: with it a trim, or a return from what covered an item, is exact on every layer.
 */
export interface HeadPiece {
  readonly objectId: string;
  readonly frames: number;
}

/** Where an item stands in a sequence, and for how long: it is cut to its place, or looped to fill it. */
export interface Place {
  readonly item: Item;
  readonly frames: number;
  /** The index of the item or slot, in the sequence as authored, that this is (a part of). */
  readonly authoredIndex: number;
}

/** An ordered list of places with the frame that each starts at, so that a look-up is a binary search (TL6). */
export interface Sequence {
  /** Null for what no host has made: what fills gaps, and the slate. */
  readonly id: string | null;
  readonly revision: number;
  readonly items: readonly Item[];
  /** `authored[i]` is the index, in the sequence as authored, of the item or slot that item i belongs to. */
  readonly authored: ArrayLike<number>;
  /** `starts[i]` is the frame that item i's place starts at, counted from the start of the sequence. */
  readonly starts: Float64Array;
  readonly frames: number;
  /** Equal for sequences that play the same objects for the same frames under the same names. */
  readonly hash: string;
}

/** @throws RangeError for an empty sequence or an item without frames: neither can be on air. */
export function compileSequence(id: string | null, revision: number, items: readonly Item[]): Sequence {
  const places = items.map((item, authoredIndex) => ({ item, frames: item.frames, authoredIndex }));
  return compilePlaces(id, revision, places, items);
}

/** @throws RangeError as {@link compileSequence} does. */
export function compilePlaces(
  id: string | null,
  revision: number,
  places: readonly Place[],
  items: readonly Item[] = places.map(({ item }) => item),
): Sequence {
  if (places.length === 0) throw new RangeError(`sequence ${id} has no items: nothing of it can be on air`);
  const starts = new Float64Array(places.length);
  const authored = new Uint32Array(places.length);
  const content: (string | number | null)[] = [id];
  let frames = 0;
  for (const [index, place] of places.entries()) {
    const { item, authoredIndex } = place;
    if (!(place.frames > 0 && item.frames > 0)) throw new RangeError(`item ${index} of sequence ${id} has no frames`);
    starts[index] = frames;
    authored[index] = authoredIndex;
    frames += place.frames;
    content.push(authoredIndex, place.frames, item.kind, item.mediaId, item.objectId, item.inFrame, item.frames);
  }
  return { id, revision, items, authored, starts, frames, hash: contentHash(content) };
}

/** The item on air `elapsed` frames into the sequence; `elapsed` lies in [0, frames). */
export function itemIndexAt(sequence: { readonly starts: ArrayLike<number> }, elapsed: number): number {
  return lastAtOrBefore(sequence.starts, elapsed);
}

/** The index of the last of some ascending values that is at most `limit`; 0 when none is. */
export function lastAtOrBefore(ascending: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (ascending[middle]! <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
