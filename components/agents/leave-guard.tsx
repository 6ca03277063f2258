'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';

/** Asks before a link, or the end of the tab, leads away from unsaved changes. */
export function LeaveGuard({ what, onDiscard }: { what: string; onDiscard: () => void }) {
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);
  // The document is the external system: links of the whole frame lead away, not only those in this page.
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      if (!(link instanceof HTMLAnchorElement) || link.target === '_blank') return;
      if (link.origin !== location.origin || link.pathname === location.pathname) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(link.pathname + link.search);
    };
    document.addEventListener('click', onClick, true);
    return () => document.removeEventListener('click', onClick, true);
  }, []);
  // The browser asks before it closes or reloads the tab.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
  if (target === null) return null;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) setTarget(null);
      }}
      title="Leave without saving?"
      action="Discard and leave"
      danger
      onConfirm={() => {
        onDiscard();
        router.push(target);
      }}
    >
      The changes to {what} are not saved.
    </ConfirmDialog>
  );
}
