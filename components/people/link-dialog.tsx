'use client';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ShownLink } from './people-panel';

/** Shows a one-time link, once. */
export function LinkDialog({ shown, onOpenChange }: { shown: ShownLink; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={shown.title}
      description={shown.text}
      footer={
        <Button variant="primary" onClick={() => onOpenChange(false)}>
          Done, I have it
        </Button>
      }
    >
      <div className="flex items-center gap-2 rounded-md border border-line-strong bg-sunken py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 select-all break-all text-xs">{shown.link.url}</code>
        <CopyButton text={shown.link.url} label="Copy link" size="md" />
      </div>
      <p className="mt-2.5 text-muted text-xs">
        It is shown this once and ends <RelativeTime at={shown.link.expiresAt} />. Whoever has it can use it.
      </p>
    </Dialog>
  );
}
