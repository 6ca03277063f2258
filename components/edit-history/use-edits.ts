import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';

const PAGE_SIZE = 30;

/** What can still be undone changes with every task that starts; telling it some seconds late does no harm, the server refuses. */
const AGAIN_MS = 5_000;

/** The edits of a run, the latest first; page by page. `moving`: the run goes on meanwhile. */
export function useEdits(runId: string, moving: boolean) {
  const trpc = useTRPC();
  const api = useTRPCClient();
  return useInfiniteQuery({
    queryKey: [...trpc.edits.list.pathKey(), runId, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      api.edits.list.query({ runId, limit: PAGE_SIZE, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: moving ? AGAIN_MS : false,
  });
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
