'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import type { Incident, ReplayChanges } from '@/lib/contracts/dead-letter';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { skippedCount, skippedWords } from './letter-words';

/** More are not opened again one by one. */
export const MAX_UNDO = 200;

export type LetterTarget = { kind: 'letters'; ids: readonly string[] } | { kind: 'incident'; incident: Incident };

export interface ReplayOptions {
  changes?: ReplayChanges;
  overrideReason?: string;
  /** For an incident. */
  canary: boolean;
  perSecond: number;
}

/** What came of an action on many: how many were done, and the words of what was refused, by how often. */
export interface ActionReport {
  done: string[];
  refused: string[];
}

/** One after the other. What is refused is told; a single one throws its refusal, so that what was typed stays. */
async function eachOf(ids: readonly string[], act: (deadLetterId: string) => Promise<unknown>): Promise<ActionReport> {
  const report: ActionReport = { done: [], refused: [] };
  for (const id of ids) {
    try {
      await act(id);
      report.done.push(id);
    } catch (error) {
      const { code } = readError(error);
      // What one of many was refused for may not hold for the next; anything else would.
      if (ids.length === 1 || (code !== 'conflict' && code !== 'not_found')) throw error;
      report.refused.push(explainError(readError(error)));
    }
  }
  return report;
}

const refusedWords = ({ refused }: ActionReport): { description?: string } =>
  refused.length === 0
    ? {}
    : { description: `${plural(refused.length, 'was', 'were')} left alone: ${[...new Set(refused)].slice(0, 2).join(' ')}` };

/** Replay, resolve, discard and open again: of letters one after the other, or of an incident. Each throws what the server refuses. */
export function useLetterActions() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [doing, setDoing] = useState<{ done: number; total: number } | null>(null);
  const refresh = () =>
    Promise.all([trpc.incidents.pathFilter(), trpc.deadLetters.pathFilter()].map((filter) => queryClient.invalidateQueries(filter)));

  async function within<T>(total: number, work: (step: () => void) => Promise<T>): Promise<T> {
    setDoing({ done: 0, total });
    try {
      return await work(() => setDoing((now) => now && { ...now, done: now.done + 1 }));
    } finally {
      setDoing(null);
      void refresh();
    }
  }
  const each = (ids: readonly string[], act: (deadLetterId: string) => Promise<unknown>) =>
    within(ids.length, (step) => eachOf(ids, (id) => act(id).finally(step)));

  async function replay(target: LetterTarget, { changes, overrideReason, canary, perSecond }: ReplayOptions): Promise<void> {
    const more = { ...(changes ? { changes } : {}), ...(overrideReason ? { overrideReason } : {}) };
    if (target.kind === 'incident') {
      const { fingerprint } = target.incident;
      const incident = await within(1, () => client.incidents.replay.mutate({ fingerprint, canary, perSecond, ...more }));
      queryClient.setQueryData(trpc.incidents.get.queryKey({ fingerprint }), incident);
      return;
    }
    const report = await each(target.ids, (deadLetterId) => client.deadLetters.replay.mutate({ deadLetterId, ...more }));
    toast.success(`${plural(report.done.length, 'task')} replayed`, refusedWords(report));
  }

  async function resolve(target: LetterTarget, resolutionNotes: string): Promise<void> {
    if (target.kind === 'incident') {
      const { fingerprint } = target.incident;
      const { closed, skipped } = await within(1, () => client.incidents.resolve.mutate({ fingerprint, resolutionNotes }));
      toast.success(
        `${plural(closed, 'dead letter')} resolved`,
        skippedCount(skipped) > 0 ? { description: `Left alone: ${skippedWords(skipped)}.` } : {},
      );
      return;
    }
    const report = await each(target.ids, (deadLetterId) => client.deadLetters.resolve.mutate({ deadLetterId, resolutionNotes }));
    toast.success(`${plural(report.done.length, 'dead letter')} resolved`, refusedWords(report));
  }

  /** Returns what `reopen` can take back. */
  async function discard(target: LetterTarget, reason: string): Promise<string[]> {
    if (target.kind === 'letters') {
      const report = await each(target.ids, (deadLetterId) => client.deadLetters.discard.mutate({ deadLetterId, reason }));
      sayDiscarded(report.done.length, report.done, refusedWords(report));
      return report.done;
    }
    const { fingerprint, open } = target.incident;
    return within(1, async () => {
      // Which they are is known before alone.
      const before = open <= MAX_UNDO ? await client.deadLetters.list.query({ fingerprint, status: 'pending', limit: MAX_UNDO }) : null;
      const { closed } = await client.incidents.discard.mutate({ fingerprint, reason });
      const ids = before?.nextCursor === null ? before.items.map((letter) => letter.id) : [];
      sayDiscarded(closed, ids, {});
      return ids;
    });
  }

  function sayDiscarded(count: number, ids: readonly string[], more: { description?: string }): void {
    toast.success(`${plural(count, 'dead letter')} discarded`, {
      ...more,
      ...(ids.length > 0 ? { action: { label: 'Undo', onClick: () => void reopen(ids) } } : {}),
    });
  }

  async function reopen(ids: readonly string[]): Promise<void> {
    try {
      const report = await each(ids, (deadLetterId) => client.deadLetters.reopen.mutate({ deadLetterId }));
      toast.success(`${plural(report.done.length, 'dead letter')} open again`, refusedWords(report));
    } catch (error) {
      toast.error('That was not undone', { description: explainError(readError(error)) });
    }
  }
  async function stopReplay(fingerprint: string): Promise<void> {
    try {
      const incident = await within(1, () => client.incidents.stopReplay.mutate({ fingerprint }));
      queryClient.setQueryData(trpc.incidents.get.queryKey({ fingerprint }), incident);
    } catch (error) {
      toast.error('The replay was not stopped', { description: explainError(readError(error)) });
    }
  }
  return { doing, replay, resolve, discard, reopen, stopReplay };
}
export type LetterActions = ReturnType<typeof useLetterActions>;
