'use client';
import { useCallback, useSyncExternalStore } from 'react';
import { CHOSEN_COLUMNS, type ChosenColumn, USUAL_COLUMNS } from './run-columns';
import { useMe } from './use-me';

const CHANGED = 'signalbox:columns';

function parse(text: string | null): readonly ChosenColumn[] {
  if (text === null) return USUAL_COLUMNS;
  return CHOSEN_COLUMNS.map(({ id }) => id).filter((id) => text.split(',').includes(id));
}

/** Which columns a person wants to see, kept in this browser for each who signs in here. */
export function useShownColumns(): { shown: readonly ChosenColumn[]; toggle: (column: ChosenColumn) => void } {
  const me = useMe()?.name;
  const key = me === undefined ? null : `signalbox.runs.columns.${me}`;
  const subscribe = useCallback((listener: () => void) => {
    for (const event of ['storage', CHANGED]) window.addEventListener(event, listener);
    return () => {
      for (const event of ['storage', CHANGED]) window.removeEventListener(event, listener);
    };
  }, []);
  const text = useSyncExternalStore(
    subscribe,
    () => (key === null ? null : localStorage.getItem(key)),
    () => null,
  );
  const shown = parse(text);
  return {
    shown,
    toggle(column) {
      if (key === null) return;
      const next = shown.includes(column) ? shown.filter((one) => one !== column) : [...shown, column];
      localStorage.setItem(key, next.join(','));
      window.dispatchEvent(new Event(CHANGED));
    },
  };
}
