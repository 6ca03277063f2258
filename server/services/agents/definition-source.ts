import { currentAgents, type PinnedDefinitions, pinnedDefinitions } from '@/server/core/agent/current-agents';
import type { Tx } from '@/server/infra/db/tx';
import { readAgentRevision, readLatestAgents } from '@/server/repositories/agent-repository';

/** What a run that begins in this transaction is pinned to. One row is read while nobody edits. */
export interface DefinitionSource {
  current(tx: Tx): Promise<PinnedDefinitions>;
}

export function createDefinitionSource(): DefinitionSource {
  let kept: { revision: number; pinned: PinnedDefinitions } | null = null;
  return {
    async current(tx) {
      const revision = await readAgentRevision(tx);
      if (kept?.revision !== revision) kept = { revision, pinned: pinnedDefinitions(currentAgents(await readLatestAgents(tx))) };
      return kept.pinned;
    },
  };
}
