import type { EventData } from '@/lib/contracts/event';
import { TOOL_NAMES } from '@/server/core/agent/tool-definitions';
import { type ResumePlan, statusAfterResume } from '@/server/core/checkpoint/decide-resume';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import type { HeadPatch, NewEvent, RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { lookUp } from '@/server/repositories/look-up';
import { keepHolds } from './hold-dependents';
import { copyTalks, findTalkCopies, handedOn, OUTPUTS_THAT_COUNT, placeTasks, replaceSpecs, type TalkCopy } from './resume-rows';
import { saveHead } from './run-gate';

/**
 * An aborted call needs a moment to end: a worker that the bus did not reach hears of it with its next beat, a second later. Until
 * then nothing starts that could lead to the same task.
 */
export const SETTLE_MS = 1_500;

export interface PresentTask {
  node: number;
  epoch: number;
  running: boolean;
  irreversible: boolean;
}

/** What open escalations hold, each since the seq at which it was opened. */
export interface PresentHold {
  escalationId: string;
  node: number;
  seq: number;
}

/** What a rewind has to know of the present: who runs, and under which epochs. Under the run's gate. */
export async function readPresent(tx: Tx, runId: string): Promise<{ tasks: PresentTask[]; epochBase: number; holds: PresentHold[] }> {
  const tasks = await tx.query<PresentTask & Record<string, unknown>>({
    name: 'rewind_present',
    text: `SELECT t.node, t.epoch, t.status = 'RUNNING' AS running, s.side_effects = 'irreversible' AS irreversible
      FROM tasks t ${lookUp('task_specs', 's', 't')} WHERE t.run_id = $1`,
    values: [runId],
  });
  const [head] = await tx.query<{ epoch_base: number }>({
    name: 'rewind_epoch_base',
    text: 'SELECT epoch_base FROM run_heads WHERE run_id = $1',
    values: [runId],
  });
  const holds = await tx.query<PresentHold & Record<string, unknown>>({
    name: 'rewind_holds',
    text: `SELECT h.escalation_id AS "escalationId", h.node, e.seq::float8 AS seq FROM escalation_holds h JOIN escalations e ON e.id = h.escalation_id
      WHERE h.run_id = $1`,
    values: [runId],
  });
  return { tasks, epochBase: head?.epoch_base ?? 0, holds };
}

// Numbers of tasks hold within a run for good; in the runs that it comes from a task goes by its key, for a fork may have planned anew.
const HAPPENED = `
WITH RECURSIVE lines AS (
  SELECT r.id, r.forked_from, 0 AS depth FROM runs r WHERE r.id = $1
  UNION ALL SELECT p.id, p.forked_from, l.depth + 1 FROM lines l JOIN runs p ON p.id = l.forked_from WHERE l.depth < 1000
), m AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::jsonb) AS m(node integer, key text)),
asked AS MATERIALIZED (
  SELECT l.id AS run_id, m.node, m.node AS "as" FROM lines l, m WHERE l.depth = 0
  UNION SELECT l.id, s.node, m.node FROM lines l JOIN task_specs s ON s.run_id = l.id JOIN m ON m.key = s.key WHERE l.depth > 0
  UNION SELECT l.id, h.node, m.node FROM lines l JOIN task_spec_history h ON h.run_id = l.id JOIN m ON m.key = h.spec ->> 'key' WHERE l.depth > 0
)
SELECT a."as" AS node FROM asked a JOIN run_events e ON e.run_id = a.run_id AND e.node = a.node WHERE e.type = 'task.started'
UNION SELECT a."as" FROM asked a JOIN attempts t ON t.run_id = a.run_id AND t.node = a.node`;

/** Which of the tasks have started in a run or in one that it comes from, whatever was rewound since. */
export async function findHappened(tx: Tx, runId: string, tasks: readonly { node: number; key: string }[]): Promise<Set<number>> {
  if (tasks.length === 0) return new Set();
  const rows = await tx.query<{ node: number }>({ text: HAPPENED, values: [runId, JSON.stringify(tasks)] });
  return new Set(rows.map((row) => row.node));
}

// What the present leaves: attempts under way, questions that tasks waited for or that were asked since, and letters of tasks that run again. What is
// asked about work that stands stays open, and goes on holding.
const LEAVE = `
WITH a AS (
  INSERT INTO attempts (run_id, node, epoch, attempt, worker_id, started_at, finished_at, outcome)
  SELECT t.run_id, t.node, t.epoch, t.attempt, t.worker_id, t.started_at, $2, 'rewound' FROM tasks t WHERE t.run_id = $1 AND t.status = 'RUNNING'
), q AS (
  DELETE FROM ready_tasks WHERE run_id = $1
), p AS (
  UPDATE tool_approvals SET status = 'superseded', decided_at = $2 WHERE run_id = $1 AND status = 'open'
), e AS (
  UPDATE edit_proposals SET status = 'superseded', decided_at = $2 WHERE run_id = $1 AND status = 'open'
), s AS (
  UPDATE escalations SET status = 'SUPERSEDED', decided_at = $2, closed_seq = $4 WHERE run_id = $1 AND status = 'OPEN'
    AND (seq > $6 OR subject IN ('ruling', 'tool', 'letter') OR (subject = 'budget' AND asked_by = 'engine'))
), l AS MATERIALIZED (
  SELECT id FROM dead_letters WHERE run_id = $1 AND status = 'pending' ORDER BY id FOR UPDATE
), d AS (
  UPDATE dead_letters d SET status = 'superseded', resolved_at = $2, resolved_by = $3, closed_seq = $4, resolution_notes = 'A rewind went back before it.'
  FROM l WHERE d.id = l.id
)
UPDATE run_heads SET epoch_base = $5 WHERE run_id = $1`;

const MOVE_ARTIFACTS = `
UPDATE artifacts SET current = NOT current WHERE run_id = $1 AND node IS NOT NULL AND current <> (id = ANY ($2::uuid[]))`;

const MOVE_OUTPUTS = `
WITH ${OUTPUTS_THAT_COUNT}
UPDATE task_outputs o SET current = NOT o.current
WHERE o.run_id = $1 AND o.current <> EXISTS (SELECT FROM counts c WHERE c.node = o.node AND c.epoch = o.epoch)`;

export interface Rewind {
  manifest: Manifest;
  plan: ResumePlan;
  changes: EventData['run.rewound']['changes'];
  checkpointId: string;
  /** The checkpoint that holds the present. */
  keptAs: string;
  /** What goes on holding. */
  holds: readonly PresentHold[];
  start: boolean;
  /** An edit follows in the same transaction: how the run goes on is decided behind it. */
  edited: boolean;
  actor: string;
}

/** Puts a run back to how it stood. Under the run's gate; the present has been kept. Returns the head as it is then. */
export async function applyRewind(tx: Tx, head: RunHead, now: Date, rewind: Rewind): Promise<RunHead> {
  const { manifest, plan, actor } = rewind;
  const { runId, lastSeq } = head;
  await tx.query({ text: LEAVE, values: [runId, now, actor, lastSeq + 1, plan.epoch, manifest.seq] });
  await replaceSpecs(tx, runId, plan, lastSeq);
  const dropped = new Set(plan.dropped);
  const artifacts = manifest.artifacts.flatMap(({ id, node }) => (node !== null && !dropped.has(id) ? [id] : []));
  await tx.query({ text: MOVE_ARTIFACTS, values: [runId, artifacts] });
  const past = new Map(manifest.tasks.map(({ node, state }) => [node, state.epoch]));
  await tx.query({ text: MOVE_OUTPUTS, values: [runId, JSON.stringify(handedOn(plan, past))] });
  const copies = await goOn(tx, runId, plan, artifacts);
  const talks = new Map(copies.map(({ node, as }) => [node, as]));
  await placeTasks(tx, runId, { plan, talks, now, settleMs: SETTLE_MS, free: false });
  await keepHolds(tx, runId, [...new Set(rewind.holds.map(({ escalationId }) => escalationId))]);
  const { patch, events } = closing(rewind, head, copies);
  return saveHead(tx, head, { patch, events, actor, now });
}

/**
 * Conversations that went on since then are left as they are: copies of them go on instead. Also of what had ended by then and was done anew
 * meanwhile: what was said in the other time is no part of it.
 */
async function goOn(tx: Tx, runId: string, plan: ResumePlan, artifacts: readonly string[]): Promise<TalkCopy[]> {
  const talks = plan.tasks.flatMap(({ spec, state }) => (state.talk ? [{ node: spec.node, ...state.talk }] : []));
  const ongoing = new Set(
    plan.tasks.flatMap(({ spec, state }) => (state.status === 'PENDING' || state.status === 'READY' ? [spec.node] : [])),
  );
  const copies = (await findTalkCopies(tx, runId, talks, artifacts)).flatMap(({ more, ...copy }) => {
    const redo = copy.redo && ongoing.has(copy.node);
    return more || redo ? [{ ...copy, redo }] : [];
  });
  await copyTalks(tx, { from: runId, to: runId }, copies, { epoch: null, builtIn: TOOL_NAMES });
  return copies;
}

/** A graph that is edited has been planned. */
const GOES_ON = { status: 'RUNNING', statusReason: null } as const;

function closing(rewind: Rewind, head: RunHead, copies: readonly TalkCopy[]): { patch: HeadPatch; events: NewEvent[] } {
  const { manifest, plan, checkpointId, keptAs, changes } = rewind;
  const version = head.graphVersion + 1;
  const { status, statusReason } = rewind.edited
    ? GOES_ON
    : statusAfterResume(manifest.run, { ...plan.counts, holds: rewind.holds.length }, rewind.start);
  const talks = copies.map(({ node, as }) => ({ node, conversation: as }));
  const { epoch, reopened, held, dropped } = plan;
  const events: NewEvent[] = [
    {
      type: 'run.rewound',
      data: {
        ...{ checkpointId, toSeq: manifest.seq, keptAs, version, epoch, reopened, held, changes },
        ...(talks.length > 0 ? { talks } : {}),
        ...(dropped.length > 0 ? { dropped } : {}),
      },
    },
  ];
  if (status === 'PAUSED') events.push({ type: 'run.paused', data: { reason: statusReason } });
  if (status === 'SUCCEEDED') events.push({ type: 'run.succeeded', data: {} });
  return {
    patch: { status, statusReason, planned: manifest.run.planned, graphVersion: version, counts: plan.counts, holds: rewind.holds.length },
    events,
  };
}
