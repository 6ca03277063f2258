'use client';
import {
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  Copy,
  CopyPlus,
  Trash2,
  Unlink,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { plural } from '@/lib/format/count';
import { type Arrangement, arrange } from './arrange';
import { indexOf, type Point } from './edit-state';
import { useEdit } from './edit-store';
import type { EditSession } from './use-edit-session';

const ARRANGEMENTS: readonly { how: Arrangement; label: string; words: string; icon: ReactNode }[] = [
  { how: 'left', label: 'Align left', words: 'aligned left', icon: <AlignStartVertical size={14} aria-hidden /> },
  { how: 'top', label: 'Align top', words: 'aligned at the top', icon: <AlignStartHorizontal size={14} aria-hidden /> },
  {
    how: 'across',
    label: 'Distribute across',
    words: 'distributed across',
    icon: <AlignHorizontalDistributeCenter size={14} aria-hidden />,
  },
  { how: 'down', label: 'Distribute down', words: 'distributed down', icon: <AlignVerticalDistributeCenter size={14} aria-hidden /> },
];

/** What can be done with what is selected: an edge, or several boxes. */
export function SelectionBar({ session }: { session: EditSession }) {
  const { store, graph } = session;
  const selection = useEdit(store, (state) => state.selection);
  const edge = useEdit(store, (state) => state.selectedEdge);
  if (edge) {
    const titleOf = (key: string) => indexOf(store.get().draft).get(key)?.title ?? key;
    return (
      <Bar label="Selected edge">
        <span className="max-w-72 truncate px-1.5">
          {titleOf(edge.to)} waits for {titleOf(edge.from)}
        </span>
        <Button variant="danger" onClick={session.removeSelected}>
          <Unlink size={14} aria-hidden /> Remove edge
        </Button>
      </Bar>
    );
  }
  if (selection.size < 2) return null;
  const align = (how: Arrangement, words: string) => {
    const boxes = new Map<string, Point>();
    for (const key of selection) {
      const node = graph.placed.get(key);
      if (node) boxes.set(key, { x: node.x, y: node.y });
    }
    const moved = arrange(boxes, how);
    // What stays is placed too: it is part of the row now.
    store.place(moved.size > 0 ? new Map([...boxes, ...moved]) : moved, `${plural(boxes.size, 'box', 'boxes')} ${words}`);
  };
  return (
    <Bar label="Selection">
      <span className="num px-1.5">{selection.size} selected</span>
      {ARRANGEMENTS.map(({ how, label, words, icon }) => (
        <IconButton key={how} label={label} onClick={() => align(how, words)}>
          {icon}
        </IconButton>
      ))}
      <IconButton label="Copy" shortcut="⌘C" onClick={() => void session.copy()}>
        <Copy size={14} aria-hidden />
      </IconButton>
      <IconButton label="Duplicate" shortcut="⌘D" onClick={session.duplicate}>
        <CopyPlus size={14} aria-hidden />
      </IconButton>
      <IconButton label="Remove" shortcut="Del" onClick={session.removeSelected}>
        <Trash2 size={14} aria-hidden />
      </IconButton>
    </Bar>
  );
}

function Bar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div
      role="toolbar"
      aria-label={label}
      className="absolute top-14 left-4 z-10 flex animate-pop items-center gap-1 rounded-lg border border-accent/50 bg-raised p-1 shadow-float"
    >
      {children}
    </div>
  );
}
