import type { EditOperation, PROPOSAL_STATUSES, Proposal } from '@/lib/contracts/edit';
import type { StagedProposal } from '@/server/core/ports/task-runner';
import type { Tx } from '@/server/infra/db/tx';

type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

/** In the transaction that stores what the agent's tools came to. Returns the ids in the order given. */
export async function insertProposals(
  tx: Tx,
  task: { runId: string; node: number },
  proposals: readonly StagedProposal[],
  now: Date,
): Promise<string[]> {
  const ids: string[] = [];
  for (const { reason, operations, baseVersion } of proposals) {
    const [row] = await tx.query<{ id: string }>({
      name: 'proposal_insert',
      text: `INSERT INTO edit_proposals (run_id, node, task_key, asked_by, base_version, operations, reason, status, created_at)
        SELECT $1, $2, s.key, 'agent:' || s.key, $3, $4::jsonb, $5, 'open', $6 FROM task_specs s WHERE s.run_id = $1 AND s.node = $2 RETURNING id`,
      values: [task.runId, task.node, baseVersion, JSON.stringify(operations), reason, now],
    });
    if (row) ids.push(row.id);
  }
  return ids;
}

/** How many proposals of a task nobody has decided about. */
export async function countOpenProposals(tx: Tx, runId: string, node: number): Promise<number> {
  const [row] = await tx.query<{ n: number }>({
    name: 'proposals_count',
    text: `SELECT count(*)::int AS n FROM edit_proposals WHERE run_id = $1 AND node = $2 AND status = 'open'`,
    values: [runId, node],
  });
  return row?.n ?? 0;
}

export interface ProposalRow {
  id: string;
  runId: string;
  node: number | null;
  taskKey: string | null;
  askedBy: string;
  operations: EditOperation[];
  reason: string;
  status: ProposalStatus;
  decidedBy: string | null;
}

const ROW = `SELECT id, run_id AS "runId", node, task_key AS "taskKey", asked_by AS "askedBy", operations, reason, status, decided_by AS "decidedBy"
  FROM edit_proposals WHERE id = $1`;

export async function findProposal(tx: Tx, id: string): Promise<ProposalRow | null> {
  const [row] = await tx.query<ProposalRow & Record<string, unknown>>({ name: 'proposal_find', text: ROW, values: [id] });
  return row ?? null;
}

export interface ProposalClosing {
  status: ProposalStatus;
  by: string;
  note: string | null;
  at: Date;
  appliedVersion: number | null;
  amended: readonly EditOperation[] | null;
}

/** Under its run's gate, where it was seen to be open. */
export async function closeProposal(tx: Tx, id: string, closing: ProposalClosing): Promise<void> {
  await tx.query({
    name: 'proposal_close',
    text: 'UPDATE edit_proposals SET status = $2, decided_by = $3, note = $4, decided_at = $5, applied_version = $6, amended = $7::jsonb WHERE id = $1',
    values: [
      id,
      closing.status,
      closing.by,
      closing.note,
      closing.at,
      closing.appliedVersion,
      closing.amended && JSON.stringify(closing.amended),
    ],
  });
}

// What is open in a run that has ended can no longer be applied.
const VIEW = `
SELECT p.id, p.run_id AS "runId", p.task_key AS "taskKey", p.asked_by AS "askedBy", p.base_version AS "baseVersion", p.operations, p.reason,
  CASE WHEN p.status = 'open' AND h.status IN ('SUCCEEDED', 'FAILED', 'CANCELLED') THEN 'superseded' ELSE p.status END AS status,
  p.created_at, p.decided_at, p.decided_by AS "decidedBy", p.note, p.applied_version AS "appliedVersion", p.amended
FROM edit_proposals p JOIN run_heads h ON h.run_id = p.run_id`;

type ViewRow = Omit<Proposal, 'createdAt' | 'decidedAt'> & { created_at: Date; decided_at: Date | null };

const toView = ({ created_at, decided_at, ...row }: ViewRow): Proposal => ({
  ...row,
  createdAt: created_at.toISOString(),
  decidedAt: decided_at?.toISOString() ?? null,
});

/** Of a run, newest first. */
export async function listProposals(tx: Tx, runId: string, limit: number): Promise<Proposal[]> {
  const rows = await tx.query<ViewRow & Record<string, unknown>>({
    name: 'proposals_list',
    text: `${VIEW} WHERE p.run_id = $1 ORDER BY p.id DESC LIMIT $2`,
    values: [runId, limit],
  });
  return rows.map(toView);
}

export async function readProposal(tx: Tx, id: string): Promise<Proposal | null> {
  const [row] = await tx.query<ViewRow & Record<string, unknown>>({ name: 'proposal_read', text: `${VIEW} WHERE p.id = $1`, values: [id] });
  return row ? toView(row) : null;
}
