import type { AGENT_ACTIONS } from '@/lib/contracts/agent';
import type { Role } from '@/lib/contracts/task';
import type { LatestVersion } from '@/server/core/agent/current-agents';
import type { Tx } from '@/server/infra/db/tx';

export interface AgentVersionRow {
  role: Role;
  version: number;
  /** Null: as shipped. */
  definition: Record<string, unknown> | null;
  action: (typeof AGENT_ACTIONS)[number];
  changed: string[];
  reason: string | null;
  createdAt: Date;
  createdBy: string;
}

/** Grows with every version of any role. Writers hold `lockAgents`, so that no smaller one appears later. */
export async function readAgentRevision(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ revision: number }>({
    name: 'agent_revision',
    text: 'SELECT coalesce(max(id), 0)::bigint AS revision FROM agent_versions',
  });
  return row?.revision ?? 0;
}

/** One writer at a time, until the transaction ends: a circle of supervisors could be closed from two sides. Readers go on. */
export async function lockAgents(tx: Tx): Promise<void> {
  await tx.query({ text: 'LOCK TABLE agent_versions IN SHARE ROW EXCLUSIVE MODE' });
}

export type LatestAgentRow = LatestVersion & { createdAt: Date; createdBy: string };

/** The newest version of each role that was ever edited. */
export function readLatestAgents(tx: Tx): Promise<LatestAgentRow[]> {
  return tx.query<LatestAgentRow>({
    name: 'agents_latest',
    text: `SELECT DISTINCT ON (role) role, version, definition, created_at AS "createdAt", created_by AS "createdBy"
           FROM agent_versions ORDER BY role, version DESC`,
  });
}

/** Under `lockAgents`. */
export async function insertAgentVersion(tx: Tx, version: Omit<AgentVersionRow, 'createdAt'>): Promise<void> {
  await tx.query({
    text: `INSERT INTO agent_versions (role, version, definition, action, changed, reason, created_at, created_by)
           VALUES ($1, $2, $3::jsonb, $4, $5::text[], $6, signalbox_now(), $7)`,
    values: [
      version.role,
      version.version,
      version.definition === null ? null : JSON.stringify(version.definition),
      version.action,
      version.changed,
      version.reason,
      version.createdBy,
    ],
  });
}

const SUMMARY = 'role, version, action, changed, reason, created_at AS "createdAt", created_by AS "createdBy"';

/** Newest first, without the definitions: prompts are long. */
export function listAgentVersions(
  tx: Tx,
  page: { role: Role; before: number | null; limit: number },
): Promise<Omit<AgentVersionRow, 'definition'>[]> {
  return tx.query({
    name: 'agent_versions_list',
    text: `SELECT ${SUMMARY} FROM agent_versions WHERE role = $1 AND ($2::int IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`,
    values: [page.role, page.before, page.limit],
  });
}

export async function readAgentVersion(tx: Tx, role: Role, version: number): Promise<AgentVersionRow | null> {
  const [row] = await tx.query<AgentVersionRow>({
    name: 'agent_version',
    text: `SELECT ${SUMMARY}, definition FROM agent_versions WHERE role = $1 AND version = $2`,
    values: [role, version],
  });
  return row ?? null;
}
