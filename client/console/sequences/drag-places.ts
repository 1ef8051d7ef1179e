import {
  type CollisionDetection,
  closestCenter,
  KeyboardCode,
  type KeyboardCoordinateGetter,
  pointerWithin,
  type UniqueIdentifier,
} from '@dnd-kit/core';
import { sortableKeyboardCoordinates } from '@dnd-kit/sortable';

const PICK = 'pick:';
/** The place behind the last item, for what comes from the library. */
export const LAST_PLACE = 'last-place';

/** Shows where it would go: in front of the place. */
export const DROP_LINE = { boxShadow: '0 -2px var(--mantine-primary-color-filled)' };

export function pickId(mediaId: string): string {
  return PICK + mediaId;
}

/** Which media is dragged out of the library; null when something else is dragged. */
export function pickedMediaId(dragged: UniqueIdentifier): string | null {
  const id = String(dragged);
  return id.startsWith(PICK) ? id.slice(PICK.length) : null;
}

/** An item always has a nearest place; what comes from the library has one only where it is held over the sequence. */
export const placeUnder: CollisionDetection = (args) => {
  const { active, pointerCoordinates, collisionRect } = args;
  if (pickedMediaId(active.id) === null) return closestCenter(args);
  const corner = { x: collisionRect.left + 1, y: collisionRect.top + 1 };
  return pointerWithin({ ...args, pointerCoordinates: pointerCoordinates ?? corner });
};

const STEPS = new Map<string, number>([
  [KeyboardCode.Up, -1],
  [KeyboardCode.Down, 1],
  [KeyboardCode.Left, 0],
  [KeyboardCode.Right, 0],
]);

/** By arrow keys what comes from the library goes to the last place first, and from place to place from there. */
export const nextPlace: KeyboardCoordinateGetter = (event, args) => {
  const { active, over, droppableContainers, droppableRects } = args.context;
  if (active === null || pickedMediaId(active.id) === null) return sortableKeyboardCoordinates(event, args);
  const step = STEPS.get(event.code);
  if (step === undefined) return undefined;
  event.preventDefault();
  const places = droppableContainers
    .getEnabled()
    .map(({ id }) => ({ id, rect: droppableRects.get(id)! }))
    .sort((a, b) => a.rect.top - b.rect.top);
  const at = places.findIndex(({ id }) => id === over?.id);
  const to = at === -1 ? places.length - 1 : Math.max(0, Math.min(places.length - 1, at + step));
  const { left, top } = places[to]!.rect;
  return { x: left, y: top };
};
