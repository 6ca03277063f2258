'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { CreateRunInput } from '@/lib/contracts/run';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { createKeyKeeper, randomKey } from './request-key';

/** Starts the run once, however often the button is pressed, and goes to its page. */
export function useCreateRun(onCreated: () => void) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [keyOf] = useState(() => createKeyKeeper(randomKey));
  return useMutation({
    mutationFn: (input: CreateRunInput) => client.runs.create.mutate(input, { context: { idempotencyKey: keyOf(JSON.stringify(input)) } }),
    onSuccess: (run) => {
      onCreated();
      void queryClient.invalidateQueries(trpc.runs.list.pathFilter());
      router.push(`/runs/${run.id}`);
    },
  });
}
