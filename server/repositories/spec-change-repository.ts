import type { Tier } from '@/lib/contracts/task';
import type { Revision } from '@/server/core/task/spec';
import type { Tx } from '@/server/infra/db/tx';

/** What can be changed of a task that is to run again. */
export interface ChangeableSpec {
  prompt: string;
  role: string;
  tier: Tier;
  input: string | null;
  timeoutSeconds: number;
}

export async function readChangeableSpec(tx: Tx, runId: string, node: number): Promise<ChangeableSpec | null> {
  const [row] = await tx.query<ChangeableSpec & Record<string, unknown>>({
    name: 'spec_changeable',
    text: 'SELECT prompt, role, tier, input, timeout_seconds AS "timeoutSeconds" FROM task_specs WHERE run_id = $1 AND node = $2',
    values: [runId, node],
  });
  return row ?? null;
}

interface TaskRef {
  runId: string;
  node: number;
}

async function archiveSpec(tx: Tx, task: TaskRef, untilSeq: number): Promise<void> {
  await tx.query({
    name: 'spec_archive',
    text: `INSERT INTO task_spec_history (run_id, node, until_seq, spec)
           SELECT s.run_id, s.node, $3, to_jsonb(s) || jsonb_build_object('priority', t.priority) FROM task_specs s
           JOIN tasks t ON t.run_id = s.run_id AND t.node = s.node WHERE s.run_id = $1 AND s.node = $2 ON CONFLICT DO NOTHING`,
    values: [task.runId, task.node, untilSeq],
  });
}

/** What a gate sent back, for whoever does the task again; how it was until `untilSeq` is kept. Under the run's gate. */
export async function changeRevision(tx: Tx, task: TaskRef, untilSeq: number, revision: Revision): Promise<void> {
  await archiveSpec(tx, task, untilSeq);
  await tx.query({
    name: 'spec_revision',
    text: 'UPDATE task_specs SET revision = $3::jsonb WHERE run_id = $1 AND node = $2',
    values: [task.runId, task.node, JSON.stringify(revision)],
  });
}

/** Writes what a task is from now on; how it was until `untilSeq` is kept. Under the run's gate. */
export async function changeSpec(tx: Tx, task: TaskRef, untilSeq: number, after: Partial<ChangeableSpec>): Promise<void> {
  await archiveSpec(tx, task, untilSeq);
  await tx.query({
    name: 'spec_change',
    text: `UPDATE task_specs SET prompt = coalesce($3, prompt), role = coalesce($4, role), tier = coalesce($5, tier), input = coalesce($6, input),
             timeout_seconds = coalesce($7, timeout_seconds) WHERE run_id = $1 AND node = $2`,
    values: [
      task.runId,
      task.node,
      after.prompt ?? null,
      after.role ?? null,
      after.tier ?? null,
      after.input ?? null,
      after.timeoutSeconds ?? null,
    ],
  });
}
