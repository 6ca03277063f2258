import { AGENT_FIELDS, type AgentField, type AgentView, type RestoreAgent, type UpdateAgent } from '@/lib/contracts/agent';
import type { Role } from '@/lib/contracts/task';
import { AppError, invalidInput } from '@/lib/errors';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import { definitionIssues, type WantedDefinition } from '@/server/core/agent/definition-issues';
import { ROLE_DEFINITIONS } from '@/server/core/agent/role-definitions';
import { roleOf } from '@/server/core/agent/role-of';
import { TOOL_NAMES } from '@/server/core/agent/tool-definitions';
import type { Database, Tx } from '@/server/infra/db/tx';
import { type AgentVersionRow, insertAgentVersion, lockAgents, readAgentVersion } from '@/server/repositories/agent-repository';
import { appendAudit } from '@/server/repositories/audit-repository';
import { agentView, definitionOf, type LoadedAgents, loadAgents } from './agent-view';

interface Change {
  role: Role;
  baseVersion?: number;
  reason?: string;
}

/** What the new version is; null as definition: as shipped. */
interface NewVersion {
  action: AgentVersionRow['action'];
  definition: WantedDefinition | null;
}

/** A new version with the given fields changed. One that changes nothing is none. @throws AppError invalid_input, stale_version */
export function updateAgent(db: Database, input: UpdateAgent, caller: Caller): Promise<AgentView> {
  const { role, baseVersion, reason, ...changes } = input;
  return change(db, { role, baseVersion, reason }, caller, async (_tx, { agents }) => ({
    action: 'edit',
    definition: { role, ...definitionOf(agents[role]), ...withoutUndefined(changes) },
  }));
}

/** An older version as the newest one; 0 is the shipped definition. @throws AppError invalid_input, stale_version */
export function restoreAgent(db: Database, input: RestoreAgent, caller: Caller): Promise<AgentView> {
  const { role, version } = input;
  return change(db, input, caller, async (tx) => {
    if (version === 0) return { action: 'reset', definition: null };
    const row = await readAgentVersion(tx, role, version);
    if (!row) throw invalidInput('version', `There is no version ${version} of ${role}`);
    return { action: 'restore', definition: row.definition && roleOf({ role, definition: row.definition }) };
  });
}

async function change(
  db: Database,
  { role, baseVersion, reason }: Change,
  caller: Caller,
  decide: (tx: Tx, loaded: LoadedAgents) => Promise<NewVersion>,
): Promise<AgentView> {
  return db.transaction(async (tx) => {
    await lockAgents(tx);
    const loaded = await loadAgents(tx);
    const current = loaded.agents[role];
    if (baseVersion !== undefined && baseVersion !== current.version) throw stale(role, current.version, baseVersion);
    const next = await decide(tx, loaded);
    const wanted = next.definition ?? ROLE_DEFINITIONS[role];
    const issues = definitionIssues(wanted, loaded.agents, TOOL_NAMES);
    if (issues.length > 0) throw new AppError('invalid_input', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), issues);
    const changed = changedFields(current, wanted);
    // Back to the shipped definition is a change even where the words are the same: from here on it follows the installed version.
    if (changed.length === 0 && (next.definition !== null || current.shipped)) return agentView(loaded, role);
    const by = auditActorOf(caller);
    await insertAgentVersion(tx, {
      role,
      version: current.version + 1,
      definition: next.definition && { role, ...definitionOf(next.definition) },
      action: next.action,
      changed,
      reason: reason ?? null,
      createdBy: by.actor,
    });
    await appendAudit(tx, by, {
      action: `agent.${next.action}`,
      target: { kind: 'agent', id: role, name: wanted.title },
      before: { version: current.version, ...pick(current, changed) },
      after: { version: current.version + 1, ...pick(wanted, changed) },
      reason,
    });
    return agentView(await loadAgents(tx), role);
  });
}

function stale(role: Role, version: number, base: number): AppError {
  const message = `${role} is at version ${version} now; version ${base} was edited. Read it again and repeat the change.`;
  return new AppError('stale_version', message, [{ path: 'baseVersion', message }]);
}

function changedFields(before: WantedDefinition, after: WantedDefinition): AgentField[] {
  return AGENT_FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

function pick(definition: WantedDefinition, fields: readonly AgentField[]): Partial<WantedDefinition> {
  return Object.fromEntries(fields.map((field) => [field, definition[field]]));
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
