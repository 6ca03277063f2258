'use client';
import { type ComponentType, useEffect, useState } from 'react';

/**
 * Brings the toaster when somebody first presses something: every toast answers an action, and a page that is only looked
 * at does without its 10 kB.
 */
export function ToastHost() {
  const [loaded, setLoaded] = useState<{ Toaster: ComponentType } | null>(null);
  // The person's first action is the external event.
  useEffect(() => {
    const abort = new AbortController();
    const load = () => {
      abort.abort();
      void import('./toaster').then(setLoaded);
    };
    for (const event of ['pointerdown', 'keydown'] as const) document.addEventListener(event, load, { signal: abort.signal });
    return () => abort.abort();
  }, []);
  return loaded ? <loaded.Toaster /> : null;
}
