export type Command = 'toggle-play' | 'toggle-muted' | 'toggle-fullscreen' | 'toggle-pip' | 'louder' | 'quieter';

const COMMANDS: Record<string, Command> = {
  ' ': 'toggle-play',
  k: 'toggle-play',
  m: 'toggle-muted',
  f: 'toggle-fullscreen',
  p: 'toggle-pip',
  ArrowUp: 'louder',
  ArrowDown: 'quieter',
};

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * The command of a key press; null for a key that means nothing here.
 *
 * @param focused the tag name of what has the focus: a button keeps its space bar, a slider its arrows.
 */
export function commandFor(press: KeyPress, focused: string): Command | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (focused === 'BUTTON' && press.key === ' ') return null;
  if (focused === 'INPUT' && press.key.startsWith('Arrow')) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return Object.hasOwn(COMMANDS, key) ? COMMANDS[key]! : null;
}
