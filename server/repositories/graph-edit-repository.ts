import type { EditDiff, EditForecast, EditOperation } from '@/lib/contracts/edit';
import type { RunStatus } from '@/lib/contracts/run';
import type { TouchedTask } from '@/lib/graph-edit/types';
import type { EditPlan } from '@/server/core/edit/edit-plan';
import type { Tx } from '@/server/infra/db/tx';

/** What came of an edit, as far as only its undo and its view ask for it. */
export interface EditOutcomeRow {
  invalidated: string[];
  restarted: string[];
  cancelled: string[];
  skipped: string[];
  /** Of what was touched, by key; of a task that went as it was. */
  places: EditPlan['places'];
  forecast: EditForecast;
  warnings: { key: string; message: string }[];
}

export interface NewEdit {
  runId: string;
  version: number;
  baseVersion: number;
  seq: number;
  actor: string;
  reason: string | null;
  now: Date;
  operations: readonly EditOperation[];
  touched: readonly TouchedTask[];
  diff: EditDiff;
  outcome: EditOutcomeRow;
  checkpointId: string | null;
  undoOf: number | null;
}

export type StoredEdit = Omit<NewEdit, 'now' | 'operations' | 'touched'> & {
  createdAt: Date;
  operations: EditOperation[];
  touched: TouchedTask[];
  undoneBy: number | null;
};

/** Also marks the edit that this one undoes. */
export async function insertEdit(tx: Tx, edit: NewEdit): Promise<void> {
  await tx.query({
    name: 'edit_insert',
    text: `WITH undone AS (UPDATE graph_edits SET undone_by = $2 WHERE run_id = $1 AND version = $13)
      INSERT INTO graph_edits (run_id, version, base_version, seq, actor, reason, created_at, operations, touched, diff, outcome, checkpoint_id, undo_of)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10::jsonb, $11::jsonb, $12, $13)`,
    values: [
      ...[edit.runId, edit.version, edit.baseVersion, edit.seq, edit.actor, edit.reason, edit.now],
      ...[JSON.stringify(edit.operations), JSON.stringify(edit.touched), JSON.stringify(edit.diff), JSON.stringify(edit.outcome)],
      ...[edit.checkpointId, edit.undoOf],
    ],
  });
}

const COLUMNS = `run_id AS "runId", version, base_version AS "baseVersion", seq, actor, reason, created_at AS "createdAt", operations, touched, diff, outcome,
  checkpoint_id AS "checkpointId", undo_of AS "undoOf", undone_by AS "undoneBy"`;

/** Newest first, below a version where one is given. */
export function listEditRows(tx: Tx, runId: string, { below, limit }: { below: number | null; limit: number }): Promise<StoredEdit[]> {
  return tx.query<StoredEdit & Record<string, unknown>>({
    name: 'edit_list',
    text: `SELECT ${COLUMNS} FROM graph_edits WHERE run_id = $1 AND ($2::int IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`,
    values: [runId, below, limit],
  });
}

/** Those that made versions above `version`, oldest first. */
export function listEditsSince(tx: Tx, runId: string, version: number): Promise<StoredEdit[]> {
  return tx.query<StoredEdit & Record<string, unknown>>({
    name: 'edit_since',
    text: `SELECT ${COLUMNS} FROM graph_edits WHERE run_id = $1 AND version > $2 ORDER BY version`,
    values: [runId, version],
  });
}

export async function readEdit(tx: Tx, runId: string, version: number): Promise<StoredEdit | null> {
  const [row] = await tx.query<StoredEdit & Record<string, unknown>>({
    name: 'edit_read',
    text: `SELECT ${COLUMNS} FROM graph_edits WHERE run_id = $1 AND version = $2`,
    values: [runId, version],
  });
  return row ?? null;
}

/** What an edit has to know of a run beside its tasks. Null: there is no such run. */
export async function readEditGround(tx: Tx, runId: string): Promise<{ epochBase: number; freeNode: number } | null> {
  const [row] = await tx.query<{ epochBase: number; freeNode: number }>({
    name: 'edit_ground',
    text: `SELECT h.epoch_base AS "epochBase", 1 + greatest((SELECT max(node) FROM tasks WHERE run_id = $1),
        (SELECT max(node) FROM task_spec_history WHERE run_id = $1), -1) AS "freeNode" FROM run_heads h WHERE h.run_id = $1`,
    values: [runId],
  });
  return row ?? null;
}

/** Where the graph of a run stands, without reading it. Null: no such run. */
export async function readEditHead(tx: Tx, runId: string): Promise<{ version: number; status: RunStatus; planned: boolean } | null> {
  const [row] = await tx.query<{ version: number; status: RunStatus; planned: boolean }>({
    name: 'edit_head',
    text: 'SELECT graph_version AS version, status, planned FROM run_heads WHERE run_id = $1',
    values: [runId],
  });
  return row ?? null;
}
