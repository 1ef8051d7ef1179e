import type { StoredCondition } from '../../../shared/api/sequences.js';

const PAIR = /^\s*([\w.-]{1,64})\s*=\s*(.{0,200}?)\s*$/;

export const CONDITION_PROBLEM = 'Write name=value, more of them with commas';

/** A condition as hosts write it: `lang=fr, tier=free`. */
export function conditionText(condition: StoredCondition): string {
  return Object.entries(condition)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** What was written, read; null when it is no list of at least one `name=value`, each name once. */
export function conditionOf(text: string): StoredCondition | null {
  const pairs = text.split(',').map((part) => PAIR.exec(part));
  const condition: Record<string, string> = {};
  for (const pair of pairs) {
    const [, name, value = ''] = pair ?? [];
    if (name === undefined || name in condition) return null;
    condition[name] = value;
  }
  return condition;
}

/** As {@link conditionOf}, where nothing written is everybody. */
export function audienceOf(text: string): StoredCondition | null {
  return text.trim() === '' ? {} : conditionOf(text);
}
