import type { RunEvent } from '@/lib/contracts/event';
import type { KeptArtifact, KeptSpec, Manifest } from '@/server/core/checkpoint/manifest';
import { stateAt } from '@/server/core/state-at';
import type { Tx } from '@/server/infra/db/tx';

interface RunRow {
  goal: string;
  supervision: string;
  definition_hash: string;
  review_plan: boolean;
  priority: number;
  budget_micro: number | null;
  workflow_key: string | null;
  workflow_version: number | null;
}
type ArtifactRow = Omit<KeptArtifact, 'createdAt'> & { created_at: Date };

/** A run as it stood at a seq, from its events and what is kept beside them: slow and obvious. */
export async function manifestBySeq(tx: Tx, runId: string, seq?: number): Promise<Manifest> {
  const values = [runId];
  const events = (await tx.query({
    text: 'SELECT seq, type, at, actor, node, data FROM run_events WHERE run_id = $1 ORDER BY seq',
    values,
  })) as unknown as RunEvent[];
  const state = stateAt(events, seq);
  const [run] = await tx.query<RunRow & Record<string, unknown>>({
    text: 'SELECT r.*, h.priority, h.budget_micro FROM runs r JOIN run_heads h ON h.run_id = r.id WHERE r.id = $1',
    values,
  });
  if (!run) throw new Error('There is no such run');
  const now = await tx.query<{ node: number; spec: Record<string, unknown> }>({
    text: 'SELECT node, to_jsonb(s) AS spec FROM task_specs s WHERE run_id = $1',
    values,
  });
  const old = await tx.query<{ node: number; spec: Record<string, unknown>; until_seq: number }>({
    text: 'SELECT node, spec, until_seq FROM task_spec_history WHERE run_id = $1 ORDER BY until_seq',
    values,
  });
  const priorities = await tx.query<{ node: number; priority: number }>({
    text: 'SELECT node, priority FROM tasks WHERE run_id = $1',
    values,
  });
  const outputs = await tx.query<{ node: number; epoch: number; outputs: Record<string, unknown> }>({
    text: 'SELECT node, epoch, outputs FROM task_outputs WHERE run_id = $1',
    values,
  });
  const artifacts = await tx.query<ArtifactRow & Record<string, unknown>>({
    text: 'SELECT * FROM artifacts WHERE run_id = $1 ORDER BY created_at, id',
    values,
  });
  const specOf = (node: number): KeptSpec => {
    const row = old.find((one) => one.node === node && one.until_seq >= state.seq)?.spec ?? now.find((one) => one.node === node)?.spec;
    if (!row) throw new Error(`There is no specification of ${node}`);
    const camel = Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), value]),
    );
    const { runId: _runId, ...spec } = camel;
    return { ...spec, priority: priorities.find((one) => one.node === node)?.priority ?? 0 } as unknown as KeptSpec;
  };
  return {
    runId,
    seq: state.seq,
    stateAt: String(events.find((event) => event.seq === state.seq)?.at),
    run: {
      goal: run.goal,
      status: state.status,
      statusReason: state.statusReason,
      planned: state.planned,
      graphVersion: state.graphVersion,
      spentUsd: state.spentUsd,
      budgetUsd: run.budget_micro === null ? null : run.budget_micro / 1_000_000,
      supervision: run.supervision,
      definitionHash: run.definition_hash,
      reviewPlan: run.review_plan,
      priority: run.priority,
      workflowKey: run.workflow_key,
      workflowVersion: run.workflow_version,
    },
    tasks: [...state.tasks]
      .sort(([a], [b]) => a - b)
      .map(([node, { key: _key, dependsOn: _dependsOn, ...task }]) => ({
        node,
        spec: specOf(node),
        state: task,
        talkHash: null,
        outputs: outputs.find((one) => one.node === node && one.epoch === task.doneEpoch)?.outputs ?? null,
      })),
    artifacts: artifacts
      .filter((row) => row.node === null || state.artifacts.has(row.id))
      .map(
        (row): KeptArtifact => ({
          id: row.id,
          node: row.node,
          name: row.name,
          type: row.type,
          version: row.version,
          sha256: row.sha256,
          bytes: row.bytes,
          metadata: row.metadata,
          createdAt: row.created_at.toISOString(),
        }),
      ),
  };
}
