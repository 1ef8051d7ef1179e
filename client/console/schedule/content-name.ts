import { useMemo } from 'react';
import { useAllSequences } from '../sequences/sequence-queries.js';

/** What an entry plays, as hosts call it: a sequence by its name, or the built-in slate, which is null. */
export type NameOf = (sequenceId: string | null) => string;

export function useContentNames(): NameOf {
  const { sequences } = useAllSequences();
  return useMemo(() => {
    const names = new Map(sequences.map(({ id, name }) => [id, name]));
    return (sequenceId) => (sequenceId === null ? 'The slate' : (names.get(sequenceId) ?? '…'));
  }, [sequences]);
}

/** At the start of a sentence: what hosts have named themselves is quoted. */
export function contentText(sequenceId: string | null, nameOf: NameOf): string {
  const name = nameOf(sequenceId);
  return sequenceId === null ? name : `“${name}”`;
}
