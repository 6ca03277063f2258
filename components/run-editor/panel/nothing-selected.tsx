'use client';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcutList } from '@/components/ui/shortcuts';
import { usePanel } from './panel-context';

/** Keys of the editor, as its canvas registers them. */
export const EDITOR_KEYS = 'Graph editor';

/** The browser's own: nobody registers them. */
const CLIPBOARD = [
  { keys: 'mod+c', label: 'Copy, also into another run or workflow' },
  { keys: 'mod+x', label: 'Cut' },
  { keys: 'mod+v', label: 'Paste' },
];

/** What one can do here, with its keys: they are read from the page itself. */
export function NothingSelected() {
  const { isTemplate } = usePanel().store;
  // Two keys for the same stand in one line.
  const registered = useShortcutList().filter((shortcut) => shortcut.group === EDITOR_KEYS);
  const keys = registered.length > 0 ? [...registered, ...CLIPBOARD] : [];
  const labels = [...new Set(keys.map((shortcut) => shortcut.label))];
  return (
    <>
      <p className="text-muted text-pretty">
        Press a task to change it. Drag from its edge to another to make that one wait for it.{' '}
        {isTemplate ? 'It is kept when you save the workflow.' : 'Nothing happens to the run until you apply.'}
      </p>
      {labels.length > 0 ? (
        <ul aria-label="Keys" className="grid gap-1.5">
          {labels.map((label) => (
            <li key={label} className="flex items-baseline gap-1.5 text-sm max-sm:hidden">
              <span className="min-w-0 flex-1 pr-1.5 text-muted">{label}</span>
              {keys.map((shortcut) => (shortcut.label === label ? <ShortcutHint key={shortcut.keys} keys={shortcut.keys} /> : null))}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
