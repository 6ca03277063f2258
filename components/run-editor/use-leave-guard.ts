import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { countChanges } from './edit-state';
import type { EditStore } from './edit-store';

/** Asks before the editor is left with something staged: by its own key, by a link of the page, by closing the tab. */
export function useLeaveGuard(store: EditStore, onClose: () => void) {
  const router = useRouter();
  const [asking, setAsking] = useState<{ to: string | null } | null>(null);
  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (countChanges(store.get()) > 0) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || countChanges(store.get()) === 0) return;
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
      if (!link || link.target === '_blank' || link.origin !== window.location.origin || link.hasAttribute('download')) return;
      event.preventDefault();
      event.stopPropagation();
      setAsking({ to: `${link.pathname}${link.search}${link.hash}` });
    };
    window.addEventListener('beforeunload', onUnload);
    document.addEventListener('click', onClick, true);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, true);
    };
  }, [store]);
  const go = () => {
    const to = asking?.to ?? null;
    setAsking(null);
    if (to === null) onClose();
    else router.push(to);
  };
  return {
    asking: asking !== null,
    leave: () => (countChanges(store.get()) > 0 ? setAsking({ to: null }) : onClose()),
    stay: () => setAsking(null),
    go,
    discard() {
      store.discard();
      go();
    },
  };
}
