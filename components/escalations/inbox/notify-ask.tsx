'use client';
import { Bell } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { useNotify } from './use-notify';

/** Asks once, in words of our own, before the browser asks in its. */
export function NotifyAsk() {
  const notify = useNotify();
  if (!notify.isUnasked) return null;
  return (
    <section
      aria-label="Notifications"
      className="flex flex-wrap items-center gap-x-2 gap-y-1.5 border-line border-t bg-surface px-4 py-2 text-muted text-xs"
    >
      <Bell size={14} aria-hidden className="shrink-0 text-faint" />
      <span className="min-w-0 flex-1 basis-40">Hear of new decisions while you work in another tab?</span>
      <Button size="sm" onClick={() => void notify.turnOn()}>
        Turn on
      </Button>
      <Button size="sm" variant="quiet" onClick={notify.turnOff}>
        No
      </Button>
    </section>
  );
}
