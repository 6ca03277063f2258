import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';

/** The edits of a run, the latest first; page by page. */
export function useEdits(runId: string) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.edits.list.infiniteQueryOptions({ runId, limit: 30 }, { getNextPageParam: (page) => page.nextCursor ?? undefined }),
  );
}

/** Undoes an edit by an edit of its own. */
export function useUndoEdit(runId: string, onDone: (version: number) => void) {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useMutation(
    trpc.edits.undo.mutationOptions({
      onSuccess: ({ version }, { version: undone }) => {
        toast.success(`Edit ${undone} undone`, { description: `The graph is at version ${version}.` });
        void client.invalidateQueries({ queryKey: trpc.runs.get.queryKey({ runId }) });
        void client.invalidateQueries(trpc.checkpoints.pathFilter());
        onDone(version);
      },
      onError: (error) => toast.error('It was not undone', { description: explainError(readError(error)) }),
      onSettled: () => client.invalidateQueries(trpc.edits.pathFilter()),
    }),
  );
}
