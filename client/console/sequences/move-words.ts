import type { Announcements, UniqueIdentifier } from '@dnd-kit/core';

/** What a screen reader says of a move, in the names of the items and the places they have. */
export function moveWords(
  titleOf: (id: UniqueIdentifier) => string,
  placeOf: (active: UniqueIdentifier, over: UniqueIdentifier) => string,
): Announcements {
  return {
    onDragStart: ({ active }) => `${titleOf(active.id)} is picked up.`,
    onDragOver: ({ active, over }) =>
      over === null ? undefined : `${titleOf(active.id)} is at ${placeOf(active.id, over.id)}.`,
    onDragEnd: ({ active, over }) =>
      over === null
        ? `${titleOf(active.id)} is put down beside the sequence.`
        : `${titleOf(active.id)} is put down at ${placeOf(active.id, over.id)}.`,
    onDragCancel: ({ active }) => `${titleOf(active.id)} stays where it was.`,
  };
}
