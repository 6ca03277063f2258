import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import type { EditOperation, Since } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { explainError, type ReadError, readError } from '@/lib/query/read-error';
import { countChanges } from '../edit-state';
import type { EditStore } from '../edit-store';
import type { EditCalls } from './edit-calls';
import { requestOf, type Sent } from './request-of';

/** The graph went on without this edit. */
export interface Stale {
  version: number;
  since: Since;
}

export interface ApplyEditState {
  reason: string;
  setReason: (reason: string) => void;
  applying: boolean;
  /** Why it was not applied, other than by others' edits. */
  error: ReadError | null;
  /** What the error's paths speak of. */
  sent: Sent | null;
  stale: Stale | null;
  setStale: (stale: Stale | null) => void;
  apply: (then: 'end' | 'go on') => void;
}

interface Input {
  store: EditStore;
  calls: EditCalls;
  /** Editing is over. */
  onEnd: () => void;
}

/** Applies the edit of a run. Whatever comes of it, nothing that was staged or typed is lost. */
export function useApply({ store, calls, onEnd }: Input): ApplyEditState {
  const [reason, setReason] = useState('');
  const [stale, setStale] = useState<Stale | null>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  const finish = async (version: number, then: 'end' | 'go on') => {
    const changes = countChanges(store.get());
    toast.success(`Version ${version}: ${plural(changes, 'change')} applied`, {
      description: 'The run goes on along the new graph.',
      action: { label: 'Undo', onClick: () => void undo(version) },
      duration: 12_000,
    });
    setReason('');
    store.discard();
    if (then === 'end') onEnd();
    else store.restart(await calls.graph());
  };
  const undo = async (version: number) => {
    try {
      const undone = await calls.undo(version);
      toast.success(`Edit ${version} undone`, { description: `The graph is at version ${undone.version}.` });
    } catch (error) {
      toast.error(`Edit ${version} was not undone`, { description: explainError(readError(error)) });
    }
  };
  const mutation = useMutation({
    mutationFn: async ({ then }: { then: 'end' | 'go on' }) => {
      const next = requestOf(store.runId, store.get(), reason, false);
      setSent(next);
      try {
        const { version } = await calls.apply(next.request);
        await finish(version, then);
      } catch (error) {
        const found = staleOf(readError(error));
        // An answer that got lost: what is there since is this very edit.
        const own = found?.since.find((edit) => edit.version === next.request.baseVersion + 1);
        if (found && own && isSameEdit(own.operations, next.operations)) await finish(own.version, then);
        else if (found) setStale(found);
        else throw error;
      }
    },
  });
  return {
    reason,
    setReason,
    applying: mutation.isPending,
    error: mutation.error ? readError(mutation.error) : null,
    sent,
    stale,
    setStale,
    apply: (then) => mutation.mutate({ then }),
  };
}

/** What a refusal says was changed meanwhile; null: it was refused for another reason. */
export function staleOf(error: ReadError): Stale | null {
  if (error.code !== 'stale_version') return null;
  const { version, since } = error.more ?? {};
  return typeof version === 'number' ? { version, since: Array.isArray(since) ? (since as Since) : [] } : null;
}

const isSameEdit = (a: readonly EditOperation[], b: readonly EditOperation[]): boolean => JSON.stringify(a) === JSON.stringify(b);
