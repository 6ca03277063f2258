import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ConditionName } from '@/lib/condition/types';
import type { ConditionPreview } from '@/lib/contracts/condition';
import { readError } from '@/lib/query/read-error';
import { useDebounced } from '@/lib/query/use-debounced';
import { useTRPC } from '@/lib/trpc/context';
import { useEdit } from '../edit-store';
import { usePanel } from './panel-context';
import { plannedNames } from './planned-names';
import type { PastValue } from './preview-words';

const NAMES: ConditionName[] = [];
const SETTLE_MS = 300;
/** Tasks write while one edits. */
const FRESH_MS = 15_000;
const MAX_SHOWN = 3;

/** What a condition after these tasks can name. */
export function useConditionNames(after: readonly string[]): readonly ConditionName[] {
  const { store } = usePanel();
  const { runId, isTemplate } = store;
  const trpc = useTRPC();
  const tasks = useEdit(store, (state) => state.draft.tasks);
  const planned = useMemo(() => (isTemplate ? plannedNames(tasks) : NAMES), [isTemplate, tasks]);
  const asked = trpc.conditions.preview.queryOptions({ runId, after: [...after], condition: '' });
  const { data } = useQuery({ ...asked, enabled: !isTemplate, staleTime: FRESH_MS, placeholderData: keepPreviousData, retry: false });
  return data?.names ?? planned;
}

/** What it would have come to with what those tasks have left so far, newest first. */
export function usePastValues(condition: string, after: readonly string[]): { values: readonly PastValue[]; failed: string | null } {
  const { runId, isTemplate } = usePanel().store;
  const trpc = useTRPC();
  const settled = useDebounced(condition, SETTLE_MS);
  const asked = trpc.conditions.preview.queryOptions({ runId, after: [...after], condition: settled });
  const { data, error } = useQuery({
    ...asked,
    enabled: !isTemplate,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return { values: data ? pastValues(data) : [], failed: error ? readError(error).message : null };
}

/** Of a task that has left nothing, what its like left in other runs, else what it comes to as things stand; of one that the run does not have yet, nothing. */
function pastValues({ versions, elsewhere, now, task }: ConditionPreview): PastValue[] {
  if (versions.length > 0) return versions.slice(0, MAX_SHOWN).map(({ title, version, result }) => ({ title, version, result }));
  // What asks for nothing of the artifact is decided by what there is.
  if (elsewhere.length > 0 && !now?.decided)
    return elsewhere.slice(0, MAX_SHOWN).map(({ title, version, result, runId }) => ({ title, version, result, runId }));
  return now && task ? [{ title: task.title, version: null, result: now }] : [];
}
