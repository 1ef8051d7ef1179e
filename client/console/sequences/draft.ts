import type { StoredItem } from '../../../shared/api/sequences.js';

/** An item while it is edited; the key stays with it through every move. */
export interface DraftItem {
  readonly key: string;
  readonly item: StoredItem;
}

export interface Draft {
  readonly name: string;
  readonly items: readonly DraftItem[];
}

/** A draft, what it was before each edit, and what it was before each undo. */
export interface EditHistory {
  readonly past: readonly Draft[];
  readonly present: Draft;
  readonly future: readonly Draft[];
}

export type DraftEdit =
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'insert'; readonly at: number; readonly items: readonly DraftItem[] }
  | { readonly kind: 'move'; readonly from: number; readonly to: number }
  | { readonly kind: 'replace'; readonly key: string; readonly item: StoredItem }
  | { readonly kind: 'remove'; readonly key: string };

export type HistoryStep =
  | DraftEdit
  | { readonly kind: 'undo' | 'redo' }
  | { readonly kind: 'load'; readonly draft: Draft }
  /** What was sent to be saved is: it may have been edited since. */
  | { readonly kind: 'saved'; readonly sent: Draft };

const MOST_UNDOS = 200;

export function startHistory(draft: Draft): EditHistory {
  return { past: [], present: draft, future: [] };
}

/** The history after a step; the same object when the step changes nothing. */
export function historyStep(history: EditHistory, step: HistoryStep): EditHistory {
  const { past, present, future } = history;
  switch (step.kind) {
    case 'load':
      return startHistory(step.draft);
    case 'saved': {
      const saved = { ...step.sent, name: step.sent.name.trim() };
      return present === step.sent ? startHistory(saved) : { past: [saved], present, future: [] };
    }
    case 'undo': {
      const before = past.at(-1);
      return before === undefined
        ? history
        : { past: past.slice(0, -1), present: before, future: [present, ...future] };
    }
    case 'redo': {
      const [after, ...rest] = future;
      return after === undefined ? history : { past: [...past, present], present: after, future: rest };
    }
    default: {
      const edited = edit(present, step);
      if (edited === present) return history;
      // Typing a name is one edit, not one for each letter.
      const continues = step.kind === 'rename' && past.at(-1)?.items === present.items && future.length === 0;
      return { past: continues ? past : [...past, present].slice(-MOST_UNDOS), present: edited, future: [] };
    }
  }
}

function edit(draft: Draft, step: DraftEdit): Draft {
  const { items } = draft;
  switch (step.kind) {
    case 'rename':
      return step.name === draft.name ? draft : { ...draft, name: step.name };
    case 'insert':
      return { ...draft, items: items.toSpliced(step.at, 0, ...step.items) };
    case 'move': {
      const moved = items[step.from];
      if (moved === undefined || step.from === step.to) return draft;
      return { ...draft, items: items.toSpliced(step.from, 1).toSpliced(step.to, 0, moved) };
    }
    case 'replace': {
      const at = items.findIndex(({ key }) => key === step.key);
      const replaced = items[at];
      if (replaced === undefined || JSON.stringify(replaced.item) === JSON.stringify(step.item)) return draft;
      return { ...draft, items: items.with(at, { ...replaced, item: step.item }) };
    }
    case 'remove':
      return { ...draft, items: items.filter(({ key }) => key !== step.key) };
  }
}
