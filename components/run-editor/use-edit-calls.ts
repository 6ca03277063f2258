import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { createKeyKeeper, randomKey } from '@/components/runs/new-run/request-key';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import type { EditCalls } from './tray/edit-calls';

/** Whoever edits beside so many others sees the last of them. */
const SINCE = 50;

/** What the editor of a run asks of the server; what others show of its graph is read again behind each change. */
export function useEditCalls(runId: string): EditCalls {
  const api = useTRPCClient();
  const trpc = useTRPC();
  const client = useQueryClient();
  return useMemo(() => {
    // The same edit sent again behind a lost answer is the same call.
    const keyOf = createKeyKeeper(randomKey);
    const refresh = () => {
      void client.invalidateQueries(trpc.edits.pathFilter());
      void client.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ runId }) });
      void client.invalidateQueries(trpc.checkpoints.pathFilter());
    };
    return {
      async apply(request, signal) {
        if (request.dryRun) return api.edits.create.mutate(request, { signal });
        const edited = await api.edits.create.mutate(request, { signal, context: { idempotencyKey: keyOf(JSON.stringify(request)) } });
        refresh();
        return edited;
      },
      graph: () => client.fetchQuery({ ...trpc.edits.graph.queryOptions({ runId }), staleTime: 0 }),
      async since(version) {
        const { items } = await api.edits.list.query({ runId, limit: SINCE });
        return items.filter((edit) => edit.version > version).reverse();
      },
      async undo(version) {
        const undone = await api.edits.undo.mutate({ runId, version });
        refresh();
        return undone;
      },
    };
  }, [api, trpc, client, runId]);
}
