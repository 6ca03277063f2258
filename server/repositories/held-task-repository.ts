import { fromMicroUsd } from '@/lib/contracts/common';
import type { TaskStatus } from '@/lib/contracts/task';
import type { FoundTask } from '@/server/core/checkpoint/assemble';
import type { KeptSpec } from '@/server/core/checkpoint/manifest';
import type { Tx } from '@/server/infra/db/tx';
import type { RememberedSpec, RememberedSpecs, RunMemory } from './run-memory';

/** A row of `task_specs`, as a statement or `to_jsonb` gives it. */
export interface SpecJson {
  node: number;
  key: string;
  title: string;
  role: string;
  kind: string;
  prompt: string;
  phase: string | null;
  artifact_type: string | null;
  tier: KeptSpec['tier'];
  max_attempts: number;
  timeout_seconds: number;
  side_effects: KeptSpec['sideEffects'];
  depends_on: number[];
  outputs: Record<string, unknown> | null;
  input?: string | null;
  /** What earlier versions archived does not have these. */
  gate?: KeptSpec['gate'];
  branch?: KeptSpec['branch'];
  revision?: KeptSpec['revision'];
  asked_at?: Date | string | null;
}

export const toSpec = (spec: SpecJson, priority: number): KeptSpec => ({
  node: spec.node,
  key: spec.key,
  title: spec.title,
  role: spec.role,
  kind: spec.kind,
  prompt: spec.prompt,
  phase: spec.phase,
  artifactType: spec.artifact_type,
  tier: spec.tier,
  maxAttempts: spec.max_attempts,
  timeoutSeconds: spec.timeout_seconds,
  sideEffects: spec.side_effects,
  priority,
  dependsOn: spec.depends_on,
  outputs: spec.outputs,
  input: spec.input ?? null,
  gate: spec.gate ?? null,
  branch: spec.branch ?? null,
  revision: spec.revision ?? null,
  askedAt: spec.asked_at ? new Date(spec.asked_at).toISOString() : null,
});

interface TaskRow {
  node: number;
  priority: number;
  status: TaskStatus;
  attempt: number;
  epoch: number;
  resolved: boolean;
  chosen: boolean | null;
  removed: boolean;
  invalidated: boolean;
  waiting_for: string | null;
  conversation: number;
  talk_turns: number | null;
  cost_micro: number;
  started_at: Date | null;
  finished_at: Date | null;
}

interface OutputsRow {
  node: number;
  epoch: number;
  outputs: Record<string, unknown>;
}

const READ_TASKS = `
SELECT t.node, t.priority, t.status, t.attempt, t.epoch, t.resolved, t.chosen, t.removed, t.invalidated, t.waiting_for, t.conversation, t.cost_micro,
  t.started_at, t.finished_at,
  CASE WHEN t.conversation > 0 THEN (SELECT max(u.turn) FROM turns u
    WHERE u.run_id = t.run_id AND u.node = t.node AND u.conversation = t.conversation) END AS talk_turns
FROM tasks t WHERE t.run_id = $1 ORDER BY t.node`;

// Those that the reader does not have already. A row that was written again has another `xmin`.
const READ_SPECS = `
SELECT s.xmin::text AS written_by, s.node, s.key, s.title, s.role, s.kind, s.prompt, s.phase, s.artifact_type, s.tier, s.max_attempts, s.timeout_seconds, s.side_effects,
  s.depends_on, s.outputs, s.input, s.gate, s.branch, s.revision, s.asked_at
FROM task_specs s WHERE s.run_id = $1 AND (s.node, s.xmin::text) NOT IN (SELECT * FROM unnest($2::int[], $3::text[]))`;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

function found(row: TaskRow, spec: KeptSpec, handedOn: OutputsRow | undefined): FoundTask {
  const made = row.status === 'SUCCEEDED' || row.status === 'SKIPPED' ? handedOn : undefined;
  return {
    node: row.node,
    spec,
    // Field by field: made for every task at every edit, and a spread takes longer than all the rest.
    state: {
      status: row.status,
      attempt: row.attempt,
      epoch: row.epoch,
      resolved: row.resolved,
      waitingFor: row.waiting_for,
      talk: row.talk_turns === null ? null : { conversation: row.conversation, turns: row.talk_turns },
      doneEpoch: made?.epoch ?? null,
      costUsd: fromMicroUsd(row.cost_micro),
      startedAt: iso(row.started_at),
      finishedAt: iso(row.finished_at),
      chosen: row.chosen,
      removed: row.removed,
      invalidated: row.invalidated,
    },
    outputs: made?.outputs ?? null,
  };
}

/**
 * All tasks of a run as their rows hold them, those that edits took away too; with what they handed on where `outputs`. Several statements: in
 * a REPEATABLE READ transaction, or under the head's lock. Joined here: without statistics (a young installation) the server takes a run for
 * one row, and looks through all of its specifications for each task. With a `memory`, in a transaction that has written nothing.
 */
export async function readHeldTasks(
  tx: Tx,
  runId: string,
  { memory, outputs = false }: { memory?: RunMemory; outputs?: boolean } = {},
): Promise<FoundTask[]> {
  const known: RememberedSpecs = memory?.of(runId).specs ?? new Map();
  const [tasks, specs, made] = await Promise.all([
    tx.query<TaskRow & Record<string, unknown>>({ name: 'held_tasks', text: READ_TASKS, values: [runId] }),
    tx.query<SpecJson & { written_by: string } & Record<string, unknown>>({
      name: 'held_specs',
      text: READ_SPECS,
      values: [runId, [...known.keys()], [...known.values()].map(({ writtenBy }) => writtenBy)],
    }),
    outputs
      ? tx.query<OutputsRow & Record<string, unknown>>({
          name: 'held_outputs',
          text: 'SELECT node, epoch, outputs FROM task_outputs WHERE run_id = $1 AND current',
          values: [runId],
        })
      : [],
  ]);
  const written = new Map(specs.map((spec) => [spec.node, spec]));
  const outputsOf = new Map(made.map((row) => [row.node, row]));
  const held = new Map<number, RememberedSpec>();
  const all: FoundTask[] = [];
  for (const row of tasks) {
    const is = specNow(written.get(row.node), known.get(row.node), row.priority);
    if (!is) continue;
    held.set(row.node, is);
    all.push(found(row, is.spec, outputsOf.get(row.node)));
  }
  memory?.keep(runId, { specs: held });
  return all;
}

/** The very same object as long as nothing of it is another. */
function specNow(
  written: (SpecJson & { written_by: string }) | undefined,
  known: RememberedSpec | undefined,
  priority: number,
): RememberedSpec | undefined {
  if (written) return { writtenBy: written.written_by, spec: toSpec(written, priority) };
  return known && (known.spec.priority === priority ? known : { ...known, spec: { ...known.spec, priority } });
}
