import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { createKeyKeeper, randomKey } from '@/components/runs/new-run/request-key';
import type { WorkflowDraft } from '@/lib/contracts/workflow';
import { readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';

/** What was edited is not the newest version any more; this one is. */
export class NewerVersion extends Error {
  constructor(readonly version: number) {
    super(`Version ${version} came in the meantime`);
  }
}

/** Creates or changes it, once however often it is pressed, and goes to its page. */
export function useSave() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [keyOf] = useState(() => createKeyKeeper(randomKey));
  return useMutation({
    mutationFn: async ({ draft, baseVersion }: { draft: WorkflowDraft; baseVersion: number | null }) => {
      if (baseVersion === null) return client.workflows.create.mutate(draft, { context: { idempotencyKey: keyOf(JSON.stringify(draft)) } });
      return client.workflows.update.mutate({ ...draft, baseVersion }).catch(async (error: unknown) => {
        if (readError(error).code !== 'stale_version') throw error;
        throw new NewerVersion((await client.workflows.get.query({ key: draft.key })).version);
      });
    },
    onSuccess: (workflow) => {
      void queryClient.invalidateQueries(trpc.workflows.pathFilter());
      router.push(`/workflows/${encodeURIComponent(workflow.key)}`);
    },
  });
}
