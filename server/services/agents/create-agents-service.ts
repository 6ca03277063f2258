import type {
  AgentFigures,
  AgentRecord,
  AgentVersion,
  AgentVersionSummary,
  AgentView,
  ListAgents,
  ListAgentVersions,
  RestoreAgent,
  UpdateAgent,
} from '@/lib/contracts/agent';
import type { TryAgent, TryEvent } from '@/lib/contracts/agent-try';
import type { Page } from '@/lib/contracts/common';
import type { Role } from '@/lib/contracts/task';
import type { Caller } from '@/server/core/access/caller';
import type { Clock } from '@/server/core/ports/clock';
import { getRecord, listFigures } from './agent-record';
import { restoreAgent, updateAgent } from './change-agent';
import { getAgent, getVersion, listAgents, listVersions } from './read-agents';
import { type TryDeps, tryAgent } from './try-agent';
import { createTryGate } from './try-gate';

/** `clock` counts the tries; the rest is what a try needs. */
export type AgentsDeps = Omit<TryDeps, 'gate'> & { clock: Clock };

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
  /** The last 30 days of each role. */
  figures(): Promise<AgentFigures[]>;
  record(role: Role): Promise<AgentRecord>;
  /** Stops when the signal fires, or when nobody reads the events any more. @throws AppError invalid_input, too_many_requests */
  try(input: TryAgent, caller: Caller, signal: AbortSignal): Promise<AsyncIterable<TryEvent>>;
}

export function createAgentsService(deps: AgentsDeps): AgentsService {
  const { db } = deps;
  const trying = { ...deps, gate: createTryGate(deps.clock) };
  return {
    list: (input) => listAgents(db, input),
    get: (role) => getAgent(db, role),
    update: (input, caller) => updateAgent(db, input, caller),
    versions: (input) => listVersions(db, input),
    version: (role, version) => getVersion(db, role, version),
    restore: (input, caller) => restoreAgent(db, input, caller),
    figures: () => listFigures(db),
    record: (role) => getRecord(db, role),
    try: (input, caller, signal) => tryAgent(trying, input, caller, signal),
  };
}
