'use client';
import { Diamond, Split, SquarePlus } from 'lucide-react';
import type { PointerEvent, ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { Tooltip } from '@/components/ui/tooltip';
import type { NewKind } from './edit-actions';
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

/** What can be dragged in. */
export function EditPalette({ session, onPalette }: EditPaletteProps) {
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
    </div>
  );
}
