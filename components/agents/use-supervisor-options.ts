'use client';
import { useQuery } from '@tanstack/react-query';
import type { AgentView } from '@/lib/contracts/agent';
import { useTRPC } from '@/lib/trpc/context';

/** Every other role, by its title. */
export function useSupervisorOptions(role: string): { value: AgentView['role']; label: string }[] {
  const trpc = useTRPC();
  const list = useQuery(trpc.agents.list.queryOptions({ limit: 50 })).data;
  return (list?.items ?? []).filter((agent) => agent.role !== role).map((agent) => ({ value: agent.role, label: agent.title }));
}
