import { setImmediate } from 'node:timers/promises';

const SLICE = 500;

/** Maps a long list in slices: between two of them whatever else waits for this thread gets its turn. */
export async function inSlices<In, Out>(
  list: readonly In[],
  work: (one: In, index: number) => Out,
  slice = SLICE,
): Promise<Out[]> {
  const done: Out[] = [];
  for (const [index, one] of list.entries()) {
    if (index > 0 && index % slice === 0) await setImmediate();
    done.push(work(one, index));
  }
  return done;
}

/** A long list in parts, as many as one statement of SQL takes in well under a frame. */
export function slicesOf<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / SLICE) }, (_, index) =>
    list.slice(index * SLICE, (index + 1) * SLICE),
  );
}
