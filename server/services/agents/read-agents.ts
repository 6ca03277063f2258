import type { AgentVersion, AgentVersionSummary, AgentView, ListAgents, ListAgentVersions } from '@/lib/contracts/agent';
import type { Page } from '@/lib/contracts/common';
import { ROLES, type Role } from '@/lib/contracts/task';
import { AppError, invalidInput } from '@/lib/errors';
import { isRole, ROLE_DEFINITIONS } from '@/server/core/agent/role-definitions';
import { roleOf } from '@/server/core/agent/role-of';
import type { Tx } from '@/server/infra/db/tx';
import { type AgentVersionRow, listAgentVersions, readAgentVersion } from '@/server/repositories/agent-repository';
import { agentView, agentViews, definitionOf, loadAgents } from './agent-view';

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const decode = (cursor: string): string => Buffer.from(cursor, 'base64url').toString('utf8');
const noCursor = () => invalidInput('cursor', 'is not a cursor of this list');

/** In the order of the roles; the cursor is the last role seen. */
export async function listAgents(tx: Tx, { cursor, limit }: ListAgents): Promise<Page<AgentView>> {
  const after = cursor === undefined ? -1 : roleAt(decode(cursor));
  const views = agentViews(await loadAgents(tx)).slice(after + 1);
  const items = views.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && views.length > limit ? encode(last.role) : null };
}

function roleAt(role: string): number {
  if (!isRole(role)) throw noCursor();
  return ROLES.indexOf(role);
}

export async function getAgent(tx: Tx, role: Role): Promise<AgentView> {
  return agentView(await loadAgents(tx), role);
}

const SHIPPED: Omit<AgentVersionSummary, 'current'> = {
  version: 0,
  action: 'shipped',
  changed: [],
  reason: null,
  createdAt: null,
  createdBy: null,
};

/** Newest first; the last is version 0, as shipped. */
export async function listVersions(tx: Tx, { role, cursor, limit }: ListAgentVersions): Promise<Page<AgentVersionSummary>> {
  const before = cursor === undefined ? null : versionAt(decode(cursor));
  const current = (await loadAgents(tx)).agents[role].version;
  const rows = before === 0 ? [] : await listAgentVersions(tx, { role, before, limit: limit + 1 });
  const all = [...rows.map(versionFacts), ...(rows.length > limit || before === 0 ? [] : [SHIPPED])];
  const items = all.slice(0, limit).map((facts) => ({ ...facts, current: facts.version === current }));
  const last = items.at(-1);
  return { items, nextCursor: last && all.length > limit ? encode(String(last.version)) : null };
}

function versionAt(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw noCursor();
  return Number(text);
}

function versionFacts({ version, action, changed, reason, createdAt, createdBy }: Omit<AgentVersionRow, 'definition'>) {
  return { version, action, changed, reason, createdAt: createdAt.toISOString(), createdBy };
}

/** @throws AppError not_found */
export async function getVersion(tx: Tx, role: Role, version: number): Promise<AgentVersion> {
  const shipped = definitionOf(ROLE_DEFINITIONS[role]);
  if (version === 0) return { role, ...SHIPPED, definition: shipped };
  const row = await readAgentVersion(tx, role, version);
  if (!row) throw new AppError('not_found', `There is no version ${version} of ${role}`);
  const stored = row.definition ? roleOf({ role, definition: row.definition }) : null;
  return { role, ...versionFacts(row), definition: stored ? definitionOf(stored) : shipped };
}
