/** Other items for every revision of a sequence, so that what was saved can be told apart. */
export function itemsOfRevision(revision: number): { mediaId: string; inMs: number }[] {
  return [
    { mediaId: 'a', inMs: (revision % 90) * 100 },
    { mediaId: 'b', inMs: Math.floor(revision / 90) * 100 },
  ];
}
