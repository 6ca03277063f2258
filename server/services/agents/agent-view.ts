import type { AgentVersion, AgentView } from '@/lib/contracts/agent';
import { ROLES } from '@/lib/contracts/task';
import { type CurrentAgents, currentAgents } from '@/server/core/agent/current-agents';
import { usesTools, type WantedDefinition } from '@/server/core/agent/definition-issues';
import { TOOL_NAMES, toolsFor } from '@/server/core/agent/tool-definitions';
import type { Tx } from '@/server/infra/db/tx';
import { type LatestAgentRow, readLatestAgents } from '@/server/repositories/agent-repository';

/** All roles as they are now, each with who edited it last. */
export interface LoadedAgents {
  agents: CurrentAgents;
  rows: ReadonlyMap<string, LatestAgentRow>;
}

export async function loadAgents(tx: Tx): Promise<LoadedAgents> {
  const rows = await readLatestAgents(tx);
  return { agents: currentAgents(rows), rows: new Map(rows.map((row) => [row.role, row])) };
}

export function agentView({ agents, rows }: LoadedAgents, role: (typeof ROLES)[number]): AgentView {
  const agent = agents[role];
  const row = rows.get(role);
  return {
    role,
    ...definitionOf(agent),
    version: agent.version,
    shipped: agent.shipped,
    updatedAt: row?.createdAt.toISOString() ?? null,
    updatedBy: row?.createdBy ?? null,
    toolChoices: usesTools(role)
      ? toolsFor(TOOL_NAMES, null).map(({ name, description }) => ({ name, description, required: name === 'finish' }))
      : [],
  };
}

export const agentViews = (loaded: LoadedAgents): AgentView[] => ROLES.map((role) => agentView(loaded, role));

/** The six fields that people edit. */
export function definitionOf(agent: Omit<WantedDefinition, 'role'>): AgentVersion['definition'] {
  const { title, prompt, tier, tools, supervisor, artifactType } = agent;
  return { title, prompt, tier, tools: [...tools], supervisor, artifactType };
}
