'use client';
import { Dialog } from '@/components/ui/dialog';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcutList } from '@/components/ui/shortcuts';

/** The keys that work on the page at this moment, by group. */
export function ShortcutDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const shortcuts = useShortcutList();
  const groups = [...new Set(shortcuts.map((shortcut) => shortcut.group))];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys">
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
  );
}
