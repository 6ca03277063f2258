import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Edited } from '@/lib/contracts/edit';
import { type ReadError, readError } from '@/lib/query/read-error';
import { useDebounced } from '@/lib/query/use-debounced';
import { type EditStore, useStagedEdit } from '../edit-store';
import type { EditCalls, EditRequest } from './edit-calls';
import { isWorthSending, requestOf } from './request-of';

const SETTLE_MS = 400;
/** Tasks end while one edits: what the edit would cost is asked again now and then. */
const AGAIN_MS = 15_000;

export interface DryRun {
  /** Of the edit as it stands, or of the one before while it is asked; null: nothing known. */
  edited: Edited | null;
  error: ReadError | null;
  asking: boolean;
}

/** What the server says the edit would do. The latest edit is asked for, once the hand rests. */
export function useDryRun(store: EditStore, calls: EditCalls): DryRun {
  const state = useStagedEdit(store);
  const { request, now } = useMemo(() => {
    const request = requestOf(store.runId, state, '', true).request;
    return { request, now: JSON.stringify(request) };
  }, [store.runId, state]);
  const text = useDebounced(now, SETTLE_MS);
  const settled = useMemo((): EditRequest => JSON.parse(text), [text]);
  const isWorth = isWorthSending(settled);
  const query = useQuery({
    queryKey: ['edit-dry-run', store.runId, text],
    queryFn: ({ signal }) => calls.apply(settled, signal),
    enabled: isWorth,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
    retry: false,
    gcTime: 60_000,
  });
  if (!isWorthSending(request)) return { edited: null, error: null, asking: false };
  return {
    edited: query.data ?? null,
    error: query.error ? readError(query.error) : null,
    asking: query.isFetching || now !== text,
  };
}
