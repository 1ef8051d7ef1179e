import type { Announcements, UniqueIdentifier } from '@dnd-kit/core';

/** What a screen reader says of a move, in the names of the items and the places they have. */
export function moveWords(
  titleOf: (id: UniqueIdentifier) => string,
  placeOf: (id: UniqueIdentifier) => string | null,
): Announcements {
  return {
    onDragStart: ({ active }) => `${titleOf(active.id)} is picked up.`,
    onDragOver({ active, over }) {
      const place = over && placeOf(over.id);
      return place ? `${titleOf(active.id)} is at ${place}.` : undefined;
    },
    onDragEnd({ active, over }) {
      const place = over && placeOf(over.id);
      return place ? `${titleOf(active.id)} is put down at ${place}.` : `${titleOf(active.id)} is put down.`;
    },
    onDragCancel: ({ active }) => `${titleOf(active.id)} stays where it was.`,
  };
}
