'use client';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcutList } from '@/components/ui/shortcuts';
import { usePanel } from './panel-context';

/** Keys of the editor, as its canvas registers them. */
export const EDITOR_KEYS = 'Graph editor';

/** What one can do here, with its keys: they are read from the page itself. */
export function NothingSelected() {
  const { isTemplate } = usePanel().store;
  const keys = useShortcutList().filter((shortcut) => shortcut.group === EDITOR_KEYS);
  return (
    <>
      <p className="text-muted text-pretty">
        Press a task to change it. Drag from its edge to another to make that one wait for it.{' '}
        {isTemplate ? 'It is kept when you save the workflow.' : 'Nothing happens to the run until you apply.'}
      </p>
      {keys.length > 0 ? (
        <ul aria-label="Keys" className="grid gap-1.5">
          {keys.map((shortcut) => (
            <li key={shortcut.keys} className="flex items-baseline gap-3 text-sm max-sm:hidden">
              <span className="min-w-0 flex-1 text-muted">{shortcut.label}</span>
              <ShortcutHint keys={shortcut.keys} />
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
