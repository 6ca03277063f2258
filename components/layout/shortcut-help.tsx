'use client';
import { Keyboard } from 'lucide-react';
import { useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut, useShortcutList } from '@/components/ui/shortcuts';

/** `?`: the keys that work on the page at this moment, by group. */
export function ShortcutHelpButton() {
  const [open, setOpen] = useState(false);
  const shortcuts = useShortcutList();
  useShortcut('?', 'Show these keys', () => setOpen(true), { group: 'Everywhere' });
  const groups = [...new Set(shortcuts.map((shortcut) => shortcut.group))];
  return (
    <>
      <IconButton label="Keys" shortcut="?" onClick={() => setOpen(true)} className="pointer-coarse:hidden">
        <Keyboard size={15} aria-hidden />
      </IconButton>
      <Dialog open={open} onOpenChange={setOpen} title="Keys">
        <div className="grid gap-4">
          {groups.map((group) => (
            <section key={group}>
              <h3 className="mb-1 font-medium text-faint text-xs tracking-normal">{group}</h3>
              <dl>
                {shortcuts
                  .filter((shortcut) => shortcut.group === group)
                  .map((shortcut) => (
                    <div key={shortcut.keys} className="flex h-8 items-center justify-between border-line border-b last:border-0">
                      <dt>{shortcut.label}</dt>
                      <dd>
                        <ShortcutHint keys={shortcut.keys} />
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
        </div>
      </Dialog>
    </>
  );
}
