import type { DeadLetterStatus, ExecutionContext } from '@/lib/contracts/dead-letter';
import type { Failure, SIDE_EFFECTS, TaskStatus } from '@/lib/contracts/task';
import type { LetterFacts } from '@/server/core/dead-letter/letter-context';
import type { Tx } from '@/server/infra/db/tx';
import { lookUpIfAny } from './look-up';

/** What a dead letter keeps of the task's surroundings: artifacts beyond this are in the run. */
const MAX_ARTIFACTS = 100;

export interface TaskAtFailure extends LetterFacts {
  taskKey: string;
  taskTitle: string;
  /** Of the task's letter before this one. */
  previous: { replayCount: number; status: DeadLetterStatus; fingerprint: string } | null;
}

interface FactsRow {
  key: string;
  title: string;
  settings: ExecutionContext['settings'];
  graph_version: number;
  agent_version: number | null;
  worker: ExecutionContext['worker'];
  previous: TaskAtFailure['previous'];
  artifacts: ExecutionContext['artifacts'];
}

const FACTS = `
SELECT s.key, s.title, h.graph_version, (d.body -> s.role ->> 'version')::int AS agent_version,
  jsonb_build_object('role', s.role, 'tier', s.tier, 'prompt', s.prompt, 'input', s.input, 'maxAttempts', s.max_attempts,
    'timeoutSeconds', s.timeout_seconds, 'sideEffects', s.side_effects) AS settings,
  CASE WHEN w.id IS NOT NULL THEN jsonb_build_object('id', w.id, 'hostname', w.hostname, 'pid', w.pid) END AS worker,
  (SELECT jsonb_build_object('replayCount', p.replay_count, 'status', p.status, 'fingerprint', p.fingerprint)
    FROM dead_letters p WHERE p.run_id = s.run_id AND p.node = s.node ORDER BY p.epoch DESC LIMIT 1) AS previous,
  (SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') FROM (
    SELECT DISTINCT ON (a.name) a.id, a.name, a.type, a.version, a.bytes, k.key AS "taskKey"
    FROM artifacts a ${lookUpIfAny('task_specs', 'k', 'a')}
    WHERE a.run_id = s.run_id AND a.current AND (a.node IS NULL OR a.node = s.node OR a.node = ANY (s.depends_on))
    ORDER BY a.name, a.version DESC LIMIT ${MAX_ARTIFACTS}) x) AS artifacts
FROM task_specs s JOIN run_heads h ON h.run_id = s.run_id JOIN runs r ON r.id = s.run_id
  LEFT JOIN definitions d ON d.hash = r.definition_hash LEFT JOIN workers w ON w.id = $3
WHERE s.run_id = $1 AND s.node = $2`;

/** What the tables say of a task that has just failed. Null: there is no such task. */
export async function readTaskAtFailure(
  tx: Tx,
  task: { runId: string; node: number; attempt: number; workerId: string | null },
): Promise<TaskAtFailure | null> {
  const [row] = await tx.query<FactsRow>({ name: 'letter_facts', text: FACTS, values: [task.runId, task.node, task.workerId] });
  if (!row) return null;
  return {
    taskKey: row.key,
    taskTitle: row.title,
    attempt: task.attempt,
    settings: row.settings,
    worker: row.worker,
    graphVersion: row.graph_version,
    agentVersion: row.agent_version,
    artifacts: row.artifacts,
    previous: row.previous,
  };
}

export interface NewDeadLetter {
  runId: string;
  node: number;
  epoch: number;
  taskKey: string;
  fingerprint: string;
  title: string;
  failure: Failure;
  context: ExecutionContext;
  replayCount: number;
  /** A replayed task that failed as before is no regression: its incident was never closed. */
  mayRegress: boolean;
  seq: number;
  now: Date;
}

// A replayed letter whose task is under way keeps its incident open.
const IS_CLOSED = `
  EXISTS (SELECT FROM dead_letters d WHERE d.fingerprint = $6)
  AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.fingerprint = $6 AND d.status = 'pending')
  AND NOT EXISTS (SELECT FROM dead_letters d JOIN tasks t ON t.run_id = d.run_id AND t.node = d.node
    WHERE d.fingerprint = $6 AND d.status = 'replayed' AND t.status IN ('PENDING', 'READY', 'RUNNING', 'WAITING')
    AND EXISTS (SELECT FROM run_heads h WHERE h.run_id = d.run_id AND h.status IN ('PLANNING', 'RUNNING', 'PAUSED')))`;

const INSERT = `
WITH i AS (
  INSERT INTO incidents (fingerprint, title, place, code, http_status, first_seen_at) VALUES ($6, $13, $14, $15, $16, $12) ON CONFLICT DO NOTHING
)
INSERT INTO dead_letters (run_id, node, epoch, task_key, created_seq, fingerprint, status, error_message, stack_trace, failure, context, replay_count,
  regressed, created_at)
SELECT $1::uuid, $2::int, $3::int, $4, $5::bigint, $6, 'pending', $7, $8, $9::jsonb, $10::jsonb, $11::int, CASE WHEN $17::boolean THEN ${IS_CLOSED} ELSE false END,
  $12::timestamptz
ON CONFLICT (run_id, node, epoch) DO NOTHING
RETURNING id`;

/** In the transaction that makes the task FAILED. Null: this execution has its letter already. */
export async function insertDeadLetter(tx: Tx, letter: NewDeadLetter): Promise<string | null> {
  const { failure } = letter;
  const [row] = await tx.query<{ id: string }>({
    name: 'letter_insert',
    text: INSERT,
    values: [
      letter.runId,
      letter.node,
      letter.epoch,
      letter.taskKey,
      letter.seq,
      letter.fingerprint,
      failure.message,
      failure.stack,
      JSON.stringify(failure),
      JSON.stringify(letter.context),
      letter.replayCount,
      letter.now,
      letter.title,
      failure.place,
      failure.code,
      failure.httpStatus,
      letter.mayRegress,
    ],
  });
  return row?.id ?? null;
}

/** A letter with its task, as a decision needs them. */
export interface LetterRow {
  id: string;
  runId: string;
  node: number;
  epoch: number;
  taskKey: string;
  status: DeadLetterStatus;
  fingerprint: string;
  replayCount: number;
  taskStatus: TaskStatus;
  taskEpoch: number;
  attempt: number;
  openEdges: number;
  role: string;
  sideEffects: (typeof SIDE_EFFECTS)[number];
}

const ROW = `
SELECT d.id, d.run_id AS "runId", d.node, d.epoch, d.task_key AS "taskKey", d.status, d.fingerprint, d.replay_count AS "replayCount",
  t.status AS "taskStatus", t.epoch AS "taskEpoch", t.attempt, s.role, s.side_effects AS "sideEffects",
  (SELECT count(*)::int FROM tasks b WHERE b.run_id = s.run_id AND b.node = ANY (s.depends_on) AND (b.held OR b.status NOT IN ('SUCCEEDED', 'SKIPPED'))) AS "openEdges"
FROM dead_letters d JOIN tasks t ON t.run_id = d.run_id AND t.node = d.node JOIN task_specs s ON s.run_id = d.run_id AND s.node = d.node
WHERE d.id = $1`;

export async function findRunOfLetter(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.query<{ run_id: string }>({
    name: 'letter_run',
    text: 'SELECT run_id FROM dead_letters WHERE id = $1',
    values: [id],
  });
  return row?.run_id ?? null;
}

/** Under its run's gate; the letter's row is locked, so that a bulk discard waits. */
export async function lockLetter(tx: Tx, id: string): Promise<LetterRow | null> {
  const [row] = await tx.query<LetterRow & Record<string, unknown>>({ name: 'letter_lock', text: `${ROW} FOR UPDATE OF d`, values: [id] });
  return row ?? null;
}

export interface Closing {
  status: DeadLetterStatus;
  by: string | null;
  notes: string | null;
  at: Date | null;
  seq: number | null;
  /** Where it was replayed. */
  replayCount?: number;
  changes?: unknown;
  incidentReplayId?: string | null;
}

// What somebody was asked about them is void once nothing of it is open any more.
const VOID_QUESTIONS = `
UPDATE escalations e SET status = 'SUPERSEDED', decided_at = signalbox_now(), closed_seq = h.last_seq FROM d JOIN run_heads h ON h.run_id = d.run_id
WHERE e.run_id = d.run_id AND e.status = 'OPEN' AND e.subject = 'letter' AND e.context ->> 'fingerprint' = d.fingerprint`;

/** What became of a letter, or (`pending`) that it is open again. Its row is locked. */
export async function closeLetter(tx: Tx, id: string, closing: Closing): Promise<void> {
  await tx.query({
    name: 'letter_close',
    text: `WITH d AS (
             UPDATE dead_letters SET status = $2, resolved_by = $3, resolution_notes = $4, resolved_at = $5, closed_seq = $6,
               replay_count = coalesce($7, replay_count), changes = $8::jsonb, incident_replay_id = $9 WHERE id = $1 RETURNING run_id, fingerprint
           ) ${VOID_QUESTIONS} AND $2 <> 'pending'
             AND NOT EXISTS (SELECT FROM dead_letters o WHERE o.run_id = d.run_id AND o.fingerprint = d.fingerprint AND o.status = 'pending' AND o.id <> $1)`,
    values: [
      id,
      closing.status,
      closing.by,
      closing.notes,
      closing.at,
      closing.seq,
      closing.replayCount ?? null,
      closing.changes ? JSON.stringify(closing.changes) : null,
      closing.incidentReplayId ?? null,
    ],
  });
}

/** Open letters of a run, of one of its tasks, or of one cause in it; in the order of their tasks. */
export async function listLettersOf(tx: Tx, of: { runId: string; node: number | null; fingerprint: string | null }): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    name: 'letters_of_run',
    text: `SELECT id FROM dead_letters WHERE run_id = $1 AND status = 'pending' AND ($2::int IS NULL OR node = $2)
      AND ($3::text IS NULL OR fingerprint = $3) ORDER BY id`,
    values: [of.runId, of.node, of.fingerprint],
  });
  return rows.map((row) => row.id);
}

/** Open letters of a cause, oldest first. */
export async function listOpenLetters(tx: Tx, fingerprint: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    name: 'letters_open_of',
    text: `SELECT id FROM dead_letters WHERE fingerprint = $1 AND status = 'pending' ORDER BY id`,
    values: [fingerprint],
  });
  return rows.map((row) => row.id);
}

/** Discards every open letter of a cause in one go, locked in the order of their ids. Returns how many. */
export async function discardLetters(tx: Tx, fingerprint: string, by: { actor: string; reason: string }): Promise<number> {
  const rows = await tx.query({
    text: `WITH l AS MATERIALIZED (SELECT id FROM dead_letters WHERE fingerprint = $1 AND status = 'pending' ORDER BY id FOR UPDATE)
           , d AS (
             UPDATE dead_letters d SET status = 'discarded', resolved_by = $2, resolution_notes = $3, resolved_at = signalbox_now(),
               closed_seq = (SELECT h.last_seq FROM run_heads h WHERE h.run_id = d.run_id)
             FROM l WHERE d.id = l.id RETURNING d.run_id, d.fingerprint
           ), e AS (${VOID_QUESTIONS})
           SELECT 1 AS discarded FROM d`,
    values: [fingerprint, by.actor, by.reason],
  });
  return rows.length;
}

export async function findNewestLetter(tx: Tx, task: { runId: string; node: number }): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>({
    text: 'SELECT id FROM dead_letters WHERE run_id = $1 AND node = $2 ORDER BY epoch DESC LIMIT 1',
    values: [task.runId, task.node],
  });
  return row?.id ?? null;
}

/** A task's id says which runs it may be of: those that share its first 96 bits. */
export async function findTaskById(tx: Tx, taskId: string): Promise<{ runId: string; node: number; key: string } | null> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(taskId)) return null;
  const prefix = taskId.slice(0, -8);
  const rows = await tx.query<{ id: string }>({
    text: 'SELECT id FROM runs WHERE id BETWEEN $1::uuid AND $2::uuid',
    values: [`${prefix}00000000`, `${prefix}ffffffff`],
  });
  for (const { id } of rows) {
    const node = ((Number.parseInt(id.slice(-8), 16) ^ Number.parseInt(taskId.slice(-8), 16)) >>> 0) - 1;
    if (node > 2_147_483_646) continue;
    const [spec] = await tx.query<{ key: string }>({
      text: 'SELECT key FROM task_specs WHERE run_id = $1 AND node = $2',
      values: [id, node],
    });
    if (spec) return { runId: id, node, key: spec.key };
  }
  return null;
}
