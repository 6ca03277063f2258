'use client';
import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { plural } from '@/lib/format/count';
import type { Inbox } from './use-inbox';

/** What can be done to all that are selected. */
export function SelectionBar({ inbox }: { inbox: Inbox }) {
  const count = inbox.selected.length;
  return (
    <section
      aria-label="Selected decisions"
      className="flex flex-wrap items-center gap-2 border-line border-t bg-raised px-4 py-2 shadow-float"
    >
      <span className="num font-medium">{plural(count, 'selected', 'selected')}</span>
      <span className="ml-auto flex flex-wrap gap-1.5">
        <Button variant="primary" onClick={() => inbox.decide('APPROVED')}>
          Approve {count}
        </Button>
        <Button variant="danger" onClick={() => inbox.decide('REJECTED')}>
          Reject {count}
        </Button>
        <IconButton label="Select none" shortcut="esc" onClick={inbox.clearSelection}>
          <X size={14} aria-hidden />
        </IconButton>
      </span>
    </section>
  );
}
