import { fromMicroUsd } from '@/lib/contracts/common';
import type { AttemptView, Failure, SIDE_EFFECTS, TaskDetail } from '@/lib/contracts/task';
import type { Tx } from '@/server/infra/db/tx';
import { INHERITED, IS_COPY } from './transcript-repository';

/** What is shown of a first request at first, in characters: inputs can make it long. The rest is read in pieces. */
const SHOWN_REQUEST_CHARACTERS = 60_000;

export interface SpecDetail {
  node: number;
  dependsOnNodes: number[];
  prompt: string;
  phase: string | null;
  artifactType: string | null;
  sideEffects: (typeof SIDE_EFFECTS)[number];
  timeoutSeconds: number;
  priority: number;
  outputsSchema: Record<string, unknown> | null;
  /** A gate has sent its work back. */
  revised: boolean;
}

export async function readSpec(tx: Tx, runId: string, key: string): Promise<SpecDetail | null> {
  const [row] = await tx.query<SpecDetail>({
    name: 'read_spec',
    text: `SELECT s.node, s.depends_on AS "dependsOnNodes", s.prompt, s.phase, s.artifact_type AS "artifactType", s.side_effects AS "sideEffects",
        s.timeout_seconds AS "timeoutSeconds", s.outputs AS "outputsSchema", t.priority, s.revision IS NOT NULL AND s.gate IS NULL AS revised
      FROM task_specs s JOIN tasks t ON t.run_id = s.run_id AND t.node = s.node WHERE s.run_id = $1 AND s.key = $2`,
    values: [runId, key],
  });
  return row ?? null;
}

interface HeadRow {
  conversation: number;
  system: string;
  user: string;
  system_bytes: number;
  user_bytes: number;
  system_cut: boolean;
  user_cut: boolean;
  continues: number;
  created_at: Date;
}

export async function readConversationHeads(tx: Tx, runId: string, node: number): Promise<TaskDetail['conversations']> {
  const rows = await tx.query<HeadRow>({
    name: 'read_conversation_heads',
    text: `SELECT conversation, left(system, $3) AS system, left("user", $3) AS "user", octet_length(system) AS system_bytes,
        octet_length("user") AS user_bytes, char_length(system) > $3 AS system_cut, char_length("user") > $3 AS user_cut, created_at,
        (SELECT count(*) FROM turns t WHERE t.run_id = c.run_id AND t.node = c.node AND t.conversation = c.conversation AND ${IS_COPY})::int AS continues
      FROM conversations c WHERE run_id = $1 AND node = $2 ORDER BY conversation`,
    values: [runId, node, SHOWN_REQUEST_CHARACTERS],
  });
  return rows.map((row) => ({
    conversation: row.conversation,
    system: row.system,
    systemBytes: row.system_bytes,
    systemRest: row.system_cut ? SHOWN_REQUEST_CHARACTERS : null,
    user: row.user,
    userBytes: row.user_bytes,
    userRest: row.user_cut ? SHOWN_REQUEST_CHARACTERS : null,
    continues: row.continues,
    createdAt: row.created_at.toISOString(),
  }));
}

/** What every turn used and cost: short, however long its words are. */
export async function readTurnUsage(tx: Tx, runId: string, node: number): Promise<TaskDetail['turnUsage']> {
  const rows = await tx.query<Omit<TaskDetail['turnUsage'][number], 'costUsd'> & { cost_micro: number }>({
    name: 'read_turn_usage',
    text: `SELECT conversation, turn, attempt, model, input_tokens AS "inputTokens", output_tokens AS "outputTokens", cost_micro, priced,
        ${INHERITED} FROM turns t WHERE run_id = $1 AND node = $2 AND NOT ${IS_COPY} ORDER BY conversation, turn`,
    values: [runId, node],
  });
  return rows.map(({ cost_micro, ...row }) => ({ ...row, costUsd: fromMicroUsd(cost_micro) }));
}

export async function readAttempts(tx: Tx, runId: string, node: number): Promise<AttemptView[]> {
  const rows = await tx.query<{
    attempt: number;
    worker_id: string | null;
    started_at: Date;
    finished_at: Date;
    outcome: AttemptView['outcome'];
    failure: Failure | null;
    retry_at: Date | null;
  }>({
    name: 'read_attempts',
    text: `SELECT attempt, worker_id, started_at, finished_at, outcome, failure, retry_at FROM attempts
      WHERE run_id = $1 AND node = $2 ORDER BY epoch`,
    values: [runId, node],
  });
  return rows.map((row) => ({
    attempt: row.attempt,
    workerId: row.worker_id,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
    outcome: row.outcome,
    failure: row.failure,
    retryAt: row.retry_at?.toISOString() ?? null,
  }));
}
