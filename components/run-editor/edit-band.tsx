'use client';
import { ChevronDown, Redo2, Undo2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DropdownMenu, MenuItem } from '@/components/ui/dropdown-menu';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import { plural } from '@/lib/format/count';
import { countChanges } from './edit-state';
import { type EditStore, useEdit } from './edit-store';
import { EDITOR_KEYS } from './panel/nothing-selected';

interface EditBandProps {
  store: EditStore;
  /** Who else is here. */
  others?: ReactNode;
  /** Why it cannot be applied now; null: it can. */
  blocked: string | null;
  applying: boolean;
  onApply: (then: 'end' | 'go on') => void;
  /** Everything staged is dropped, what was typed too. */
  onDiscard: () => void;
  onClose: () => void;
}

/** Over the canvas while one edits: on which version, and what can be done with the edit as a whole. */
export function EditBand({ store, others, blocked, applying, onApply, onDiscard, onClose }: EditBandProps) {
  const version = useEdit(store, (state) => state.base.version);
  const changes = useEdit(store, countChanges);
  const steps = useEdit(store, (state) => state.steps.length);
  const undone = useEdit(store, (state) => state.undone.length);
  const undoWords = useEdit(store, (state) => state.steps.at(-1)?.words ?? null);
  const redoWords = useEdit(store, (state) => state.undone.at(-1)?.words ?? null);
  const rerun = useEdit(store, (state) => state.rerunInvalidated);
  const [asking, setAsking] = useState(false);
  const isEmpty = changes === 0 && !rerun;
  const ready = !isEmpty && blocked === null && !applying;
  const group = { group: EDITOR_KEYS };
  const apply = (then: 'end' | 'go on') => {
    if (ready) onApply(then);
  };
  useShortcut('mod+enter', 'Apply', () => apply('end'), group);
  useShortcut('mod+shift+enter', 'Apply and go on editing', () => apply('go on'), group);
  return (
    <div
      data-testid="edit-band"
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1.5 border-accent border-t bg-accent-soft px-4 py-1.5 sm:px-5"
    >
      <p className="min-w-0 flex-[1_1_280px] font-medium text-accent text-sm">
        Editing from version {version}
        <span className="max-sm:hidden"> · tasks go on running under your changes</span>
        {others ? <> · {others}</> : null}
      </p>
      <div className="flex flex-wrap items-center gap-1.5">
        <Button variant="quiet" disabled={steps === 0} onClick={store.undo} title={undoWords ? `Undo: ${undoWords}` : undefined}>
          <Undo2 size={14} aria-hidden className="sm:hidden" />
          <span className="max-sm:sr-only">Undo</span>
          <ShortcutHint keys="mod+z" />
        </Button>
        <Button variant="quiet" disabled={undone === 0} onClick={store.redo} title={redoWords ? `Redo: ${redoWords}` : undefined}>
          <Redo2 size={14} aria-hidden className="sm:hidden" />
          <span className="max-sm:sr-only">Redo</span>
        </Button>
        <Button variant="quiet" onClick={store.tidy} className="max-sm:hidden">
          Tidy
        </Button>
        <Button onClick={() => (steps === 0 && !rerun ? onClose() : setAsking(true))}>{steps === 0 && !rerun ? 'Close' : 'Discard'}</Button>
        <span className="inline-flex" title={blocked ?? undefined}>
          <Button
            variant="primary"
            disabled={!ready && !applying}
            busy={applying}
            onClick={() => apply('end')}
            className="rounded-r-none"
            aria-describedby={blocked ? 'edit-blocked' : undefined}
          >
            {isEmpty ? 'Apply' : changes === 0 ? 'Run again' : `Apply ${plural(changes, 'change')}`} <ShortcutHint keys="mod+enter" />
          </Button>
          <DropdownMenu
            align="end"
            trigger={
              <Button
                variant="primary"
                aria-label="More ways to apply"
                disabled={!ready}
                className="rounded-l-none border-l-on-accent/30 px-1 pointer-coarse:px-2"
              >
                <ChevronDown size={13} aria-hidden />
              </Button>
            }
          >
            <MenuItem shortcut="mod+shift+enter" onSelect={() => apply('go on')}>
              Apply and go on editing
            </MenuItem>
          </DropdownMenu>
        </span>
        {blocked ? (
          <span id="edit-blocked" className="sr-only">
            {blocked}
          </span>
        ) : null}
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={changes > 0 ? `Discard ${plural(changes, 'change')}?` : 'Discard this edit?'}
        action="Discard"
        danger
        onConfirm={() => {
          setAsking(false);
          onDiscard();
          onClose();
        }}
      >
        The run stays as it is. Undo does not bring them back.
      </ConfirmDialog>
    </div>
  );
}
