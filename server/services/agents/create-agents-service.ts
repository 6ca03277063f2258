import type {
  AgentVersion,
  AgentVersionSummary,
  AgentView,
  ListAgents,
  ListAgentVersions,
  RestoreAgent,
  UpdateAgent,
} from '@/lib/contracts/agent';
import type { Page } from '@/lib/contracts/common';
import type { Role } from '@/lib/contracts/task';
import type { Caller } from '@/server/core/access/caller';
import type { Database } from '@/server/infra/db/tx';
import { restoreAgent, updateAgent } from './change-agent';
import { getAgent, getVersion, listAgents, listVersions } from './read-agents';

export interface AgentsDeps {
  db: Database;
}

/** The roles: what they are now, what they were, and how they are changed. Runs that began keep what they began with. */
export interface AgentsService {
  list(input: ListAgents): Promise<Page<AgentView>>;
  get(role: Role): Promise<AgentView>;
  /** @throws AppError invalid_input, stale_version */
  update(input: UpdateAgent, caller: Caller): Promise<AgentView>;
  versions(input: ListAgentVersions): Promise<Page<AgentVersionSummary>>;
  /** @throws AppError not_found */
  version(role: Role, version: number): Promise<AgentVersion>;
  /** Version 0 resets to the shipped definition. @throws AppError invalid_input, stale_version */
  restore(input: RestoreAgent, caller: Caller): Promise<AgentView>;
}

export function createAgentsService({ db }: AgentsDeps): AgentsService {
  return {
    list: (input) => listAgents(db, input),
    get: (role) => getAgent(db, role),
    update: (input, caller) => updateAgent(db, input, caller),
    versions: (input) => listVersions(db, input),
    version: (role, version) => getVersion(db, role, version),
    restore: (input, caller) => restoreAgent(db, input, caller),
  };
}
