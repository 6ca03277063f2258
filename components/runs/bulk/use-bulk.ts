'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import type { BulkAction } from './bulk-actions';
import { type BulkProgress, runBulk } from './run-bulk';

export interface BulkState {
  action: BulkAction;
  progress: BulkProgress;
  /** `stopping`: no further run is begun, and what is under way ends. */
  phase: 'going' | 'stopping' | 'ended';
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Pauses, resumes or cancels many runs, one procedure call each, so that each is permitted, audited and refused by itself. */
export function useBulk() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [state, setState] = useState<BulkState | null>(null);
  const stopping = useRef<AbortController | null>(null);

  async function start(action: BulkAction, ids: readonly string[]): Promise<void> {
    if (stopping.current !== null || ids.length === 0) return;
    const controller = new AbortController();
    stopping.current = controller;
    const phase = () => (controller.signal.aborted ? 'stopping' : 'going');
    const progress = await runBulk(ids, {
      act: (runId) => client.runs[action].mutate({ runId }),
      onProgress: (next) => setState({ action, progress: next, phase: phase() }),
      signal: controller.signal,
      sleep,
    });
    stopping.current = null;
    setState({ action, progress, phase: 'ended' });
    await queryClient.invalidateQueries(trpc.runs.pathFilter());
  }
  return {
    state,
    start: (action: BulkAction, ids: readonly string[]) => void start(action, ids),
    stop() {
      stopping.current?.abort();
      setState((now) => (now?.phase === 'going' ? { ...now, phase: 'stopping' } : now));
    },
    dismiss: () => setState(null),
  };
}
