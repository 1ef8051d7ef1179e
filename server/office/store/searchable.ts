/** A text as it is searched: without case, accents and the like, so that "uber" finds "Über". */
export function searchable(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
