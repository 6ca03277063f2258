'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Suggestion } from '@/components/ui/suggest-input';
import { useDebounced } from '@/lib/query/use-debounced';
import { useTRPC } from '@/lib/trpc/context';

const DEBOUNCE_MS = 150;
const STALE_MS = 30_000;

/** People who may decide and fit what is typed; `about`: what is to be given to one of them. */
export function useDeciders(typed: string, about: { escalationId?: string; verb?: 'reassign' | 'delegate' } = {}): Suggestion[] {
  const trpc = useTRPC();
  const q = useDebounced(typed.trim(), DEBOUNCE_MS);
  const found = useQuery(
    trpc.escalations.deciders.queryOptions(
      { ...about, ...(q === '' ? {} : { q: q.slice(0, 200) }) },
      { staleTime: STALE_MS, placeholderData: keepPreviousData },
    ),
  );
  // What was found for the words before these may not fit them, and Enter would take it.
  const words = typed.trim().toLowerCase();
  const fitting = (found.data?.items ?? []).filter((one) => `${one.name}\n${one.email}`.toLowerCase().includes(words));
  return fitting.map(({ email, name, role, cannot }) => ({
    value: email,
    label: name || email,
    aside: role,
    hint: name ? email : undefined,
    cannot: cannot && `${name ? `${email} ` : ''}${cannot}`,
  }));
}
