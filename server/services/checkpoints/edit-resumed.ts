import { checkCondition } from '@/lib/condition/parse-condition';
import type { EditableTask, EditOperation } from '@/lib/contracts/edit';
import { AppError, type Issue, invalidInput } from '@/lib/errors';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import type { EditOptions, EditResult } from '@/lib/graph-edit/types';
import { roleDefaultsOf } from '@/server/core/agent/current-agents';
import { statusAfterResume } from '@/server/core/checkpoint/decide-resume';
import type { Manifest } from '@/server/core/checkpoint/manifest';
import { graphOfTasks } from '@/server/core/edit/graph-of-tasks';
import { planEdit } from '@/server/core/edit/plan-edit';
import { forecastOf } from '@/server/core/forecast/forecast-edit';
import { outputsSchemaIssues } from '@/server/core/outputs/outputs-schema';
import { isActive, type RunHead } from '@/server/core/run/head';
import { editRun } from '@/server/engine/edit-run';
import { settleQueue } from '@/server/engine/resume-rows';
import { SETTLE_MS } from '@/server/engine/rewind';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { readRunDefinitions } from '@/server/repositories/definition-repository';
import { insertEdit, readEditGround } from '@/server/repositories/graph-edit-repository';
import { readHeldTasks } from '@/server/repositories/held-task-repository';
import { readTaskMeans } from '@/server/repositories/task-means-repository';

export interface ResumedEdit {
  operations: readonly EditOperation[];
  /** Keys of tasks that may run again although what they did cannot be undone. */
  allowIrreversible: readonly string[];
  checkpoint: { id: string; label: string };
  /** Of the checkpoint: how the run was. */
  run: Manifest['run'];
  start: boolean;
  /** Calls are just being aborted. */
  aborts: boolean;
  actor: string;
}

/**
 * Edits the graph of a run that has just gone on from a checkpoint, in the same transaction and before anybody sees it: what the edit makes
 * another of what was done is done again. @throws AppError invalid_input: `edits.<i>.…`
 */
export async function editResumed(tx: Tx, runId: string, edit: ResumedEdit): Promise<RunHead> {
  if (!edit.run.planned)
    throw invalidInput('edits.0.op', 'the graph was not planned yet at that point; only the planner itself can be changed');
  const { head, now } = await lockHead(tx, runId);
  const tasks = await readHeldTasks(tx, runId);
  const ground = await readEditGround(tx, runId);
  if (!ground) throw new AppError('internal', 'a run that has just been written is gone');
  const graph = graphOfTasks(head.graphVersion, tasks);
  const defaults = roleDefaultsOf(await readRunDefinitions(tx, runId));
  const result = resultOf(graph.tasks, edit, {
    takenKeys: new Set(tasks.flatMap(({ spec, state }) => (state.removed ? [spec.key] : []))),
    tierOf: Object.fromEntries(Object.entries(defaults).map(([role, { tier }]) => [role, tier])),
  });
  const plan = planEdit({ tasks, ...ground }, result);
  const reason = `With the resume from "${edit.checkpoint.label}"`.slice(0, 2_000);
  const { operations, actor } = edit;
  const edited = await editRun(tx, head, now, { plan, operations, reason, checkpointId: null, undoOf: null, actor });
  if (!edited) throw new AppError('internal', 'an edit that nobody else can see came too late');
  const { touched, diff, invalidated, restarted, cancelled, skipped, warnings } = result;
  const version = edited.head.graphVersion;
  await insertEdit(tx, {
    ...{ runId, version, baseVersion: head.graphVersion, seq: edited.seq, actor, reason, now, operations, touched, diff },
    outcome: {
      ...{ invalidated, restarted, cancelled, skipped, places: plan.places, warnings },
      forecast: forecastOf(graph, result.graph, await readTaskMeans(tx)),
    },
    ...{ checkpointId: null, undoOf: null },
  });
  if (edit.aborts) await settleQueue(tx, runId, now, SETTLE_MS);
  if (edit.start || !isActive(edited.head.status)) return edited.head;
  const { status, statusReason } = statusAfterResume(edit.run, { ...edited.head.counts, holds: edited.head.holds }, false);
  const events = [{ type: 'run.paused' as const, data: { reason: statusReason } }];
  return saveHead(tx, edited.head, { patch: { status, statusReason }, events, actor, now });
}

/** What was flagged by then stays so and is not paid for again; what a person has allowed runs again like any other. */
function resultOf(
  tasks: readonly EditableTask[],
  { operations, allowIrreversible }: ResumedEdit,
  options: Pick<EditOptions, 'takenKeys' | 'tierOf'>,
): EditResult {
  const known = new Map(tasks.map((task) => [task.key, task]));
  const allowed = new Set(allowIrreversible);
  const asked = tasks.map((task) => ({
    ...task,
    invalidated: false,
    ...(allowed.has(task.key) ? { sideEffects: 'none' as const } : {}),
  }));
  const outcome = applyEdit({ version: 0, tasks: asked }, operations, {
    ...options,
    ...{ cancelRunning: [], rerunInvalidated: true },
    checks: { condition: faultOf, outputs: outputsSchemaIssues },
  });
  if (!outcome.ok) throw refusal(outcome.issues);
  const { result } = outcome;
  const restarted = new Set(result.restarted);
  const named = new Set(operations.flatMap((one) => (one.op === 'updateTask' && one.changes.sideEffects ? [one.key] : [])));
  const restored = (task: EditableTask): EditableTask => {
    const before = known.get(task.key);
    if (!before) return task;
    const invalidated = task.invalidated || (before.invalidated && !restarted.has(task.key));
    return { ...task, invalidated, ...(allowed.has(task.key) && !named.has(task.key) ? { sideEffects: before.sideEffects } : {}) };
  };
  return {
    ...result,
    graph: { ...result.graph, tasks: result.graph.tasks.map(restored) },
    touched: result.touched.map(({ key, before, after }) => ({
      ...{ key, before: before && (known.get(key) ?? before), after: after && restored(after) },
    })),
  };
}

function faultOf(condition: string): string | null {
  const checked = checkCondition(condition);
  return checked.ok ? null : checked.problem.message;
}

function refusal(given: readonly Issue[]): AppError {
  const issues = given.map((issue) => ({ ...issue, path: issue.path.replace(/^operations\b/, 'edits') }));
  return new AppError('invalid_input', issues.map(({ path, message }) => `${path}: ${message}`).join('; '), issues);
}
