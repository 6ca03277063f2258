import { type WorkflowBody, workflowBodySchema } from '@/lib/contracts/workflow';
import { builtInWorkflow } from '@/server/core/workflow/built-in-workflows';
import { normalBody, type Workflow } from '@/server/core/workflow/workflow';
import type { Tx } from '@/server/infra/db/tx';

interface Row {
  key: string;
  version: number;
  body: unknown;
  at: Date;
  by: string;
}

/** Read again by today's schema: what a later version of the product added gets its default. */
function toWorkflow(row: Row): Workflow {
  const body = normalBody(row.key, workflowBodySchema.parse(row.body));
  return { key: row.key, version: row.version, builtIn: false, body, updatedAt: row.at, updatedBy: row.by };
}

const CURRENT = `SELECT w.key, w.version, v.body, w.updated_at AS at, w.updated_by AS by FROM workflows w
  JOIN workflow_versions v ON v.workflow_key = w.key AND v.version = w.version`;

/** In its latest version; also one that comes with the product. Null where there is none, or it was deleted. */
export async function findWorkflow(tx: Tx, key: string): Promise<Workflow | null> {
  const builtIn = builtInWorkflow(key);
  if (builtIn) return builtIn;
  const [row] = await tx.query<Row>({ text: `${CURRENT} WHERE w.key = $1 AND w.deleted_at IS NULL`, values: [key] });
  return row ? toWorkflow(row) : null;
}

/** One version, also of a workflow that was deleted since. */
export async function findWorkflowVersion(tx: Tx, key: string, version: number): Promise<Workflow | null> {
  const [row] = await tx.query<Row>({
    text: `SELECT workflow_key AS key, version, body, created_at AS at, created_by AS by FROM workflow_versions
           WHERE workflow_key = $1 AND version = $2`,
    values: [key, version],
  });
  return row ? toWorkflow(row) : null;
}

/** Those that people made, in the order of their keys after `after`. `q` is searched in key, title, description and tags. */
export async function listWorkflows(tx: Tx, page: { q: string | null; after: string | null; limit: number }): Promise<Workflow[]> {
  const rows = await tx.query<Row>({
    text: `${CURRENT} WHERE w.deleted_at IS NULL AND ($1::text IS NULL OR w.search ILIKE $1) AND ($2::text IS NULL OR w.key COLLATE "C" > $2)
           ORDER BY w.key COLLATE "C" LIMIT $3`,
    values: [page.q === null ? null : `%${page.q.replace(/[\\%_]/g, '\\$&')}%`, page.after, page.limit],
  });
  return rows.map(toWorkflow);
}

const searchOf = (key: string, body: WorkflowBody) => [key, body.title, body.description, ...body.tags].join('\n');

/** The first version, or one more where a deleted workflow had this key. Null: the key is taken. */
export async function insertWorkflow(
  tx: Tx,
  { key, body, actor }: { key: string; body: Workflow['body']; actor: string },
): Promise<{ version: number } | null> {
  const [row] = await tx.query<{ version: number }>({
    text: `INSERT INTO workflows AS w (key, version, title, search, created_at, updated_at, updated_by)
           VALUES ($1, 1, $2, $3, signalbox_now(), signalbox_now(), $4)
           ON CONFLICT (key) DO UPDATE SET version = w.version + 1, title = excluded.title, search = excluded.search, deleted_at = NULL,
             updated_at = excluded.updated_at, updated_by = excluded.updated_by WHERE w.deleted_at IS NOT NULL
           RETURNING version`,
    values: [key, body.title, searchOf(key, body), actor],
  });
  if (row) await insertVersion(tx, { key, version: row.version, body, note: null, actor });
  return row ?? null;
}

/** Locks the row: who changes it next waits, and then sees this change. Null where there is none. */
export async function lockWorkflow(tx: Tx, key: string): Promise<{ version: number; title: string } | null> {
  const [row] = await tx.query<{ version: number; title: string }>({
    text: 'SELECT version, title FROM workflows WHERE key = $1 AND deleted_at IS NULL FOR UPDATE',
    values: [key],
  });
  return row ?? null;
}

/** A further version of a locked workflow. */
export async function updateWorkflow(
  tx: Tx,
  change: { key: string; version: number; body: Workflow['body']; note: string | null; actor: string },
): Promise<void> {
  const { key, version, body, actor } = change;
  await tx.query({
    text: 'UPDATE workflows SET version = $2, title = $3, search = $4, updated_at = signalbox_now(), updated_by = $5 WHERE key = $1',
    values: [key, version, body.title, searchOf(key, body), actor],
  });
  await insertVersion(tx, change);
}

async function insertVersion(
  tx: Tx,
  row: { key: string; version: number; body: WorkflowBody; note: string | null; actor: string },
): Promise<void> {
  await tx.query({
    text: `INSERT INTO workflow_versions (workflow_key, version, body, note, created_at, created_by)
           VALUES ($1, $2, $3::jsonb, $4, signalbox_now(), $5)`,
    values: [row.key, row.version, JSON.stringify(row.body), row.note, row.actor],
  });
}

export async function markWorkflowDeleted(tx: Tx, key: string): Promise<void> {
  await tx.query({ text: 'UPDATE workflows SET deleted_at = signalbox_now() WHERE key = $1', values: [key] });
}

/** Newest first, below `before`. */
export async function listVersions(
  tx: Tx,
  page: { key: string; before: number | null; limit: number },
): Promise<{ version: number; note: string | null; createdAt: Date; createdBy: string }[]> {
  return tx.query({
    text: `SELECT version, note, created_at AS "createdAt", created_by AS "createdBy" FROM workflow_versions
           WHERE workflow_key = $1 AND ($2::int IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`,
    values: [page.key, page.before, page.limit],
  });
}

/** Written into the transaction that makes the run. */
export async function markWorkflowOfRun(tx: Tx, runId: string, workflow: { key: string; version: number }): Promise<void> {
  await tx.query({
    text: 'UPDATE runs SET workflow_key = $2, workflow_version = $3 WHERE id = $1',
    values: [runId, workflow.key, workflow.version],
  });
}
