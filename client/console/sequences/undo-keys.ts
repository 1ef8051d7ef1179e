import { useHotkeys } from '@mantine/hooks';
import type { HistoryStep } from './draft.js';

/** Ctrl or ⌘ with Z undoes, with Shift and Z or with Y it redoes; inside a text field these are the field's own. */
export function useUndoKeys(step: (step: HistoryStep) => void): void {
  useHotkeys([
    ['mod+Z', () => step({ kind: 'undo' })],
    ['mod+shift+Z', () => step({ kind: 'redo' })],
    ['mod+Y', () => step({ kind: 'redo' })],
  ]);
}
