'use client';
import { useState } from 'react';
import type { RunListItem } from '@/lib/contracts/run';
import { useTRPCClient } from '@/lib/trpc/context';
import type { toFilter } from '../filters/run-query';
import { addRows, freshRows, noSelection, type Selection, toggleRow } from './select-rows';

const PAGE = 200;
/** More are not for one press: the next thousand follow when these are done. */
export const MAX_SELECTED = 1_000;

/** Which runs are selected. Another list (`listKey`) has another selection: nothing is done to what nobody sees. */
export function useSelection(listKey: string, shown: readonly RunListItem[]) {
  const client = useTRPCClient();
  const [held, setHeld] = useState<{ listKey: string; selection: Selection<RunListItem> }>({ listKey, selection: noSelection() });
  const [isSelecting, setIsSelecting] = useState(false);
  const selection = held.listKey === listKey ? held.selection : noSelection<RunListItem>();
  const change = (next: (now: Selection<RunListItem>) => Selection<RunListItem>) =>
    setHeld((now) => ({ listKey, selection: next(now.listKey === listKey ? now.selection : noSelection()) }));

  async function selectMatching(filter: ReturnType<typeof toFilter>): Promise<void> {
    setIsSelecting(true);
    try {
      let cursor: string | undefined;
      for (let found = 0; found < MAX_SELECTED; found += PAGE) {
        const page = await client.runs.list.query({ ...filter, limit: PAGE, cursor });
        change((now) => addRows(now, page.items));
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
    } finally {
      setIsSelecting(false);
    }
  }
  return {
    selection,
    runs: freshRows(selection, shown),
    isSelecting,
    toggle: (id: string, range: boolean) => change((now) => toggleRow(now, shown, id, range)),
    selectShown: () => change((now) => addRows(now, shown)),
    selectMatching,
    clear: () => change(() => noSelection()),
  };
}
export type RunSelection = ReturnType<typeof useSelection>;
