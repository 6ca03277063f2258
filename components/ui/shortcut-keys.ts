/** What of a key event matters here. */
export interface KeyPress {
  key: string;
  metaKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey?: boolean;
}

const NAMES: Record<string, string> = {
  Escape: 'esc',
  Enter: 'enter',
  ArrowDown: 'down',
  ArrowUp: 'up',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ' ': 'space',
};

/** A key event as one token: "j", "?", "esc", "shift+r", "mod+shift+z" (⌘ or Ctrl). Shift is told of letters and Enter alone: "?" has it in itself. */
export function tokenOf(press: KeyPress): string {
  const key = NAMES[press.key] ?? press.key.toLowerCase();
  const mod = press.metaKey || press.ctrlKey ? 'mod+' : '';
  const shift = press.shiftKey && /^([a-z]|enter)$/.test(key) ? 'shift+' : '';
  return `${mod}${press.altKey ? 'alt+' : ''}${shift}${key}`;
}

/** What a field does by itself: its own undo, clipboard and selection. */
export const isOfField = (token: string): boolean => /^mod\+(shift\+)?[acdvxyz]$/.test(token);

/** The keys of "g r" or "mod+enter" as printed, one item a key. */
export function printedKeys(keys: string, isMac: boolean): string[] {
  return keys.split(' ').map((token) =>
    token
      .replace(/(?<=\+)[a-z]$/, (letter) => letter.toUpperCase())
      .replace('shift+', isMac ? '⇧' : 'Shift ')
      .replace('mod+', isMac ? '⌘' : 'Ctrl ')
      .replace('enter', '↵')
      .replace('down', '↓')
      .replace('up', '↑')
      .replace('left', '←')
      .replace('right', '→'),
  );
}

/**
 * Which of the known key sequences the last tokens make: `run` when one is complete, `wait` while one may still come.
 * The longest complete sequence wins.
 */
export function matchKeys(typed: readonly string[], known: readonly string[]): { run: string | null; wait: boolean } {
  for (let start = 0; start < typed.length; start += 1) {
    const tail = typed.slice(start).join(' ');
    if (known.includes(tail)) return { run: tail, wait: false };
    if (known.some((keys) => keys.startsWith(`${tail} `))) return { run: null, wait: true };
  }
  return { run: null, wait: false };
}
