'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { McpOverview } from '@/lib/contracts/mcp';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import type { PolicyEdit } from './edit-policy';

const LIVE_MS = 5_000;
const SOON_MS = 1_000;

/** Servers and their permissions; changes go one after the other, each made on what the last one left. */
export function useMcp() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const key = trpc.mcp.overview.queryKey();
  const overview = useQuery(
    trpc.mcp.overview.queryOptions(undefined, {
      refetchInterval: (query) => (query.state.data?.servers.some((server) => server.refreshing) ? SOON_MS : LIVE_MS),
    }),
  );
  const settled = {
    onSuccess: (data: McpOverview) => {
      queries.setQueryData(key, data);
    },
    onError: async (error: unknown) => {
      const { toast } = await import('sonner');
      toast.error('That was not saved', { description: explainError(readError(error)) });
      await queries.invalidateQueries({ queryKey: key });
    },
  };
  const edit = useMutation({
    ...settled,
    scope: { id: 'mcp' },
    mutationFn: async ({ server, change }: { server: string; change: PolicyEdit }) => {
      const known = queries.getQueryData(key) ?? (await client.mcp.overview.query());
      const view = known.servers.find((one) => one.name === server);
      if (!view) throw new Error('The server is gone');
      await queries.cancelQueries({ queryKey: key });
      return client.mcp.save.mutate({ server, baseVersion: known.version, policy: change(view) });
    },
  });
  const refresh = useMutation({ ...settled, mutationFn: (server: string) => client.mcp.refresh.mutate({ server }) });
  return { overview, edit: (server: string, change: PolicyEdit) => edit.mutate({ server, change }), refresh: refresh.mutate };
}
