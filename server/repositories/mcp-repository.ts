import type { McpCallView, McpToolDefinition } from '@/lib/contracts/mcp';
import type { ApprovedTool } from '@/server/core/mcp/offer';
import type { McpReport } from '@/server/core/ports/tools';
import type { Tx } from '@/server/infra/db/tx';

export interface McpServerRow {
  name: string;
  status: McpReport['status'] | 'unknown';
  error: string | null;
  version: string | null;
  pid: number | null;
  started_at: Date | null;
  listed_at: Date | null;
  wanted_at: Date | null;
}

export interface McpToolRow {
  server: string;
  name: string;
  hash: string;
  definition: McpToolDefinition;
}

export function readMcpServers(tx: Tx): Promise<McpServerRow[]> {
  return tx.query<McpServerRow>({
    name: 'mcp_servers',
    text: 'SELECT name, status, error, version, pid, started_at, listed_at, wanted_at FROM mcp_servers',
  });
}

export function readMcpTools(tx: Tx): Promise<McpToolRow[]> {
  return tx.query<McpToolRow>({ name: 'mcp_tools', text: 'SELECT server, name, hash, definition FROM mcp_tools ORDER BY server, name' });
}

/** Hashes alone: what is asked before every call of a model. */
export function readMcpHashes(tx: Tx): Promise<{ server: string; name: string; hash: string }[]> {
  return tx.query({ name: 'mcp_hashes', text: 'SELECT server, name, hash FROM mcp_tools' });
}

export function readApprovedTools(tx: Tx): Promise<ApprovedTool[]> {
  return tx.query<McpToolRow>({ name: 'mcp_approved', text: 'SELECT server, name, hash, definition FROM mcp_approved_tools' });
}

/** Keeps a tool as it was when it was allowed. */
export async function approveTool(tx: Tx, tool: ApprovedTool, by: string): Promise<void> {
  await tx.query({
    text: `INSERT INTO mcp_approved_tools (server, name, hash, definition, approved_at, approved_by) VALUES ($1, $2, $3, $4::jsonb, signalbox_now(), $5)
      ON CONFLICT (server, name) DO UPDATE SET hash = excluded.hash, definition = excluded.definition, approved_at = excluded.approved_at,
        approved_by = excluded.approved_by`,
    values: [tool.server, tool.name, tool.hash, JSON.stringify(tool.definition), by],
  });
}

/** What a worker saw of a server: its state, and its tools where it told them (those it has no more are forgotten). */
export async function saveMcpReport(
  tx: Tx,
  server: string,
  report: Omit<McpReport, 'tools'> & { tools: { name: string; hash: string; definition: McpToolDefinition }[] | null; workerId: string },
): Promise<void> {
  await tx.query({
    name: 'mcp_report',
    text: `INSERT INTO mcp_servers AS s (name, status, error, version, pid, worker_id, started_at, listed_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $5::int IS NOT NULL THEN signalbox_now() END, CASE WHEN $7::boolean THEN signalbox_now() END, signalbox_now())
      ON CONFLICT (name) DO UPDATE SET status = excluded.status, error = excluded.error, version = coalesce(excluded.version, s.version),
        pid = excluded.pid, worker_id = excluded.worker_id, updated_at = excluded.updated_at, listed_at = coalesce(excluded.listed_at, s.listed_at),
        started_at = CASE WHEN excluded.pid IS DISTINCT FROM s.pid THEN coalesce(excluded.started_at, s.started_at) ELSE s.started_at END`,
    values: [server, report.status, report.error, report.version, report.pid, report.workerId, report.tools !== null],
  });
  if (report.tools === null) return;
  await tx.query({
    name: 'mcp_report_tools',
    text: `WITH t AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::jsonb) AS t(name text, hash text, definition jsonb)),
      gone AS (DELETE FROM mcp_tools m WHERE m.server = $1 AND NOT EXISTS (SELECT FROM t WHERE t.name = m.name))
      INSERT INTO mcp_tools (server, name, hash, definition, seen_at) SELECT $1, t.name, t.hash, t.definition, signalbox_now() FROM t
      ON CONFLICT (server, name) DO UPDATE SET hash = excluded.hash, definition = excluded.definition, seen_at = excluded.seen_at`,
    values: [server, JSON.stringify(report.tools)],
  });
}

/** Somebody wants to know a server's tools: one worker takes it on. */
export async function wantMcpTools(tx: Tx, server: string): Promise<void> {
  await tx.query({
    text: `INSERT INTO mcp_servers (name, status, wanted_at, updated_at) VALUES ($1, 'unknown', signalbox_now(), signalbox_now())
      ON CONFLICT (name) DO UPDATE SET wanted_at = excluded.wanted_at`,
    values: [server],
  });
}

/** The servers among these that are wanted, for the worker that asks first; whoever dies over it is asked after again. */
export async function takeWantedServers(tx: Tx, servers: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ name: string }>({
    name: 'mcp_take_wanted',
    text: `UPDATE mcp_servers SET wanted_at = NULL WHERE name = ANY ($1::text[]) AND wanted_at IS NOT NULL RETURNING name`,
    values: [servers],
  });
  return rows.map((row) => row.name);
}

export async function insertMcpCall(
  tx: Tx,
  call: { server: string; tool: string; runId: string; taskKey: string; durationMs: number; ok: boolean; error: string | null },
): Promise<void> {
  await tx.query({
    name: 'mcp_call',
    text: `INSERT INTO mcp_calls (server, tool, run_id, task_key, at, duration_ms, ok, error) VALUES ($1, $2, $3, $4, signalbox_now(), $5, $6, $7)`,
    values: [call.server, call.tool, call.runId, call.taskKey, Math.round(call.durationMs), call.ok, call.error],
  });
}

export async function readMcpCalls(tx: Tx, server: string, limit: number): Promise<McpCallView[]> {
  const rows = await tx.query<
    Omit<McpCallView, 'at' | 'runId' | 'taskKey' | 'durationMs'> & { run_id: string; task_key: string; at: Date; duration_ms: number }
  >({
    name: 'mcp_calls',
    text: 'SELECT id, tool, run_id, task_key, at, duration_ms, ok, error FROM mcp_calls WHERE server = $1 ORDER BY id DESC LIMIT $2',
    values: [server, limit],
  });
  return rows.map(({ run_id, task_key, at, duration_ms, ...row }) => ({
    ...row,
    runId: run_id,
    taskKey: task_key,
    at: at.toISOString(),
    durationMs: duration_ms,
  }));
}

/** Calls are shown for a fortnight. */
export async function forgetMcpCalls(tx: Tx): Promise<void> {
  await tx.query({ name: 'mcp_forget_calls', text: `DELETE FROM mcp_calls WHERE at < signalbox_now() - interval '14 days'` });
}
