'use client';
import { Diamond, Redo2, Split, SquarePlus, Undo2, WandSparkles } from 'lucide-react';
import type { PointerEvent, ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Kbd } from '@/components/ui/kbd';
import { Tooltip } from '@/components/ui/tooltip';
import type { NewKind } from './edit-actions';
import { useEdit } from './edit-store';
import type { EditSession } from './use-edit-session';

const KINDS: readonly { kind: NewKind; label: string; keys: string; icon: ReactNode }[] = [
  { kind: 'task', label: 'Task', keys: 'N', icon: <SquarePlus size={14} aria-hidden /> },
  { kind: 'gate', label: 'Gate', keys: 'G', icon: <Diamond size={14} aria-hidden /> },
  { kind: 'branch', label: 'Branch', keys: 'B', icon: <Split size={14} aria-hidden className="rotate-90" /> },
];

interface EditPaletteProps {
  session: EditSession;
  onPalette: (event: PointerEvent<HTMLElement>, kind: NewKind, press: () => void) => void;
}

/** What can be dragged in, and what can be taken back. */
export function EditPalette({ session, onPalette }: EditPaletteProps) {
  const { store } = session;
  const undoWords = useEdit(store, ({ steps }) => steps.at(-1)?.words ?? null);
  const redoWords = useEdit(store, ({ undone }) => undone.at(-1)?.words ?? null);
  return (
    <div
      role="toolbar"
      aria-label="Edit"
      className="absolute top-3 left-4 z-10 flex items-center gap-1 rounded-lg border border-line bg-raised p-1 shadow-float"
    >
      {KINDS.map(({ kind, label, keys, icon }) => (
        <Tooltip key={kind} label={`Drag it onto the canvas or onto an edge. A press puts it after what is selected.`} side="bottom">
          <Button
            variant="quiet"
            data-palette={kind}
            onPointerDown={(event) => onPalette(event, kind, () => session.add(kind))}
            onClick={(event) => {
              // By Enter or a screen reader; a pointer has done it already.
              if (event.detail === 0) session.add(kind);
            }}
            className="touch-none"
          >
            {icon} {label} <Kbd>{keys}</Kbd>
          </Button>
        </Tooltip>
      ))}
      <span aria-hidden className="mx-0.5 h-5 w-px bg-line" />
      <IconButton
        label={undoWords ? `Undo: ${undoWords}` : 'Nothing to undo'}
        shortcut="⌘Z"
        disabled={undoWords === null}
        onClick={store.undo}
      >
        <Undo2 size={14} aria-hidden />
      </IconButton>
      <IconButton
        label={redoWords ? `Redo: ${redoWords}` : 'Nothing to redo'}
        shortcut="⇧⌘Z"
        disabled={redoWords === null}
        onClick={store.redo}
      >
        <Redo2 size={14} aria-hidden />
      </IconButton>
      <IconButton label="Tidy: lay out again around what you placed" shortcut="T" onClick={store.tidy}>
        <WandSparkles size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
