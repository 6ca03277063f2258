'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { WaitingEscalations } from '@/lib/contracts/escalation-waiting';
import { plural } from '@/lib/format/count';
import { useNotify } from './use-notify';
import { useWaiting } from './use-waiting';

const BADGE = /^\(\d+\) /;

/** The count in the title, for the tab that is out of sight. */
function useTitleBadge(open: number): void {
  // The title is the document's; every page sets its own.
  useEffect(() => {
    const apply = () => {
      const bare = document.title.replace(BADGE, '');
      const title = open > 0 ? `(${open}) ${bare}` : bare;
      if (document.title !== title) document.title = title;
    };
    apply();
    const observer = new MutationObserver(apply);
    observer.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => observer.disconnect();
  }, [open]);
}

/** Tells of what has come up since the page was opened, to who asked for it and looks elsewhere. */
function useTell(waiting: WaitingEscalations | undefined): void {
  const router = useRouter();
  const { isOn } = useNotify();
  const known = useRef<ReadonlySet<string> | null>(null);
  const tell = useEffectEvent((fresh: WaitingEscalations['newest']) => {
    const [first] = fresh;
    if (!first || !isOn || !document.hidden) return;
    try {
      const title = fresh.length === 1 ? 'A decision waits for you' : `${plural(fresh.length, 'decision')} wait for you`;
      const shown = new Notification(title, { body: first.title, tag: `signalbox-${first.id}` });
      shown.onclick = () => {
        window.focus();
        router.push(`/inbox?item=${first.id}`);
        shown.close();
      };
    } catch {
      // A phone's browser shows none without a service worker: the title says it.
    }
  });
  // Notifications are the system's.
  useEffect(() => {
    if (!waiting) return;
    const before = known.current;
    known.current = new Set([...(before ?? []), ...waiting.newest.map(({ id }) => id)]);
    if (before) tell(waiting.newest.filter(({ id }) => !before.has(id)));
  }, [waiting]);
}

/** On every page of the console: says, out of sight too, that somebody is waited for. */
export function useInboxWatch(): void {
  const waiting = useWaiting();
  useTitleBadge(waiting?.open ?? 0);
  useTell(waiting);
}
