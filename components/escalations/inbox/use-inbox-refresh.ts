'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { coalesce } from '@/lib/query/coalesce';
import { useTRPC } from '@/lib/trpc/context';

const REST_MS = 500;

/** Reads the list and its counts again: soon, and once for many who ask. */
export function useInboxRefresh(): () => Promise<void> {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [refresh] = useState(() =>
    coalesce(
      () =>
        Promise.all(
          [trpc.escalations.inbox.pathFilter(), trpc.escalations.waiting.pathFilter()].map((filter) =>
            client.refetchQueries({ ...filter, type: 'active' }),
          ),
        ),
      REST_MS,
      (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ),
  );
  return refresh;
}
