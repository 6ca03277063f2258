import { z } from 'zod';
import { conditionFault } from '@/lib/condition/condition-fault';
import { MAX_TASKS_PER_RUN } from '@/lib/contracts/run';
import { type TaskDraft, taskDraftSchema } from '@/lib/contracts/task';
import { agentTaskIssues } from '@/lib/graph/agent-task-issues';
import { buildGraph } from '@/lib/graph/build-graph';
import { outputReferenceIssues } from '@/lib/graph/output-references';
import { roleDefaultsOf } from '@/server/core/agent/current-agents';
import type { ClaimedTask, Verdict } from '@/server/core/ports/task-runner';
import type { HeadPatch, RunHead } from '@/server/core/run/head';
import { graphNodeOf, PLAN_KEY, type SpecRow, toSpecRow } from '@/server/core/task/spec';
import { holdTask, verdictOf } from '@/server/engine/fence';
import { guardForecast } from '@/server/engine/guard-forecast';
import { saveHead } from '@/server/engine/run-gate';
import { readRunDefinitions } from '@/server/repositories/definition-repository';
import { firstFreeNode } from '@/server/repositories/plan-repository';
import { extendGraph, wantsPlanReview } from '@/server/repositories/run-repository';
import { writeArtifacts } from './commit-tools';
import type { ExecutionDeps } from './deps';

/** Planners may plan this much; more is a sign of a plan that nobody can follow. */
const MAX_PLANNED_TASKS = Math.min(200, MAX_TASKS_PER_RUN);

const planSchema = z.object({ tasks: z.array(taskDraftSchema).min(1).max(MAX_PLANNED_TASKS) });

type Applied = { ok: true; verdict: Verdict } | { ok: false; errors: string[] };

/**
 * Extends the graph with what the planner planned: its first tasks wait for the planning task, which is about to finish. The plan is
 * kept as an artifact. Errors name the faulty field, so that the model can mend it.
 */
export async function applyPlan(deps: ExecutionDeps, task: ClaimedTask, plan: unknown): Promise<Applied> {
  const checked = checkPlan(plan, task.node, await firstFreeNode(deps.db, task.runId));
  if (!checked.ok) return checked;
  const result = await deps.db.transaction(async (tx) => {
    const gate = await holdTask(tx, task);
    if (!gate.held) return { verdict: gate.verdict, seq: null };
    const { head, now } = gate.held;
    // Applied by an earlier execution whose finish was lost: the graph stands, only the finish is missing.
    if (head.planned) return { verdict: verdictOf(head), seq: null };
    // The run's own roles, as they were when it began.
    const defaults = roleDefaultsOf(await readRunDefinitions(tx, task.runId));
    const specs: SpecRow[] = checked.tasks.map((planned) => toSpecRow(planned, defaults));
    await extendGraph(tx, task.runId, task.node, specs);
    const drafts = checked.tasks.map((planned) => planned.draft);
    const document = {
      name: 'plan.json',
      type: 'document',
      content: JSON.stringify({ tasks: drafts }, null, 2),
      metadata: { tasks: specs.length },
    };
    const { events } = await writeArtifacts(tx, task, [document]);
    const version = head.graphVersion + 1;
    const review = await wantsPlanReview(tx, task.runId);
    const counts = { ...head.counts, total: head.counts.total + specs.length, pending: head.counts.pending + specs.length };
    const patch: HeadPatch = { planned: true, graphVersion: version, counts, ...statusOncePlanned(head, review) };
    const seq = head.lastSeq + events.length + 2;
    const guarded = await guardForecast(tx, { ...head, ...patch }, specs, { seq, now, policy: deps.ladder.current() });
    const after = await saveHead(tx, head, {
      patch: { ...patch, ...guarded?.patch },
      events: [
        {
          type: 'run.planned',
          node: task.node,
          data: { version, tasks: specs.map(graphNodeOf), drafts },
        },
        ...events,
        ...(review ? [{ type: 'run.paused' as const, data: { reason: 'plan_review' } }] : []),
        ...(guarded?.events ?? []),
      ],
      actor: deps.actor,
      now,
    });
    return { verdict: verdictOf(after), seq: after.lastSeq };
  });
  if (result.seq !== null) deps.bus.publish({ kind: 'run', runId: task.runId, seq: result.seq });
  return { ok: true, verdict: result.verdict };
}

/** A plan to be reviewed pauses the run, also one that somebody has paused already: nobody starts it unseen by a plain "resume". */
function statusOncePlanned(head: RunHead, review: boolean): HeadPatch {
  if (review) return { status: 'PAUSED', statusReason: 'plan_review' };
  return { status: head.status === 'PLANNING' ? 'RUNNING' : head.status };
}

function checkPlan(plan: unknown, plannerNode: number, firstNode: number) {
  const parsed = planSchema.safeParse(plan);
  if (!parsed.success) {
    return { ok: false as const, errors: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'plan'}: ${issue.message}`) };
  }
  const errors = parsed.data.tasks.flatMap(draftErrors);
  const graph = buildGraph(parsed.data.tasks, { firstNode, known: new Map([[PLAN_KEY, plannerNode]]) });
  if (graph.ok) errors.push(...outputReferenceIssues(parsed.data.tasks).map((issue) => `${issue.path}: ${issue.message}`));
  else errors.push(...graph.issues.map((issue) => `${issue.path}: ${issue.message}`));
  if (!graph.ok || errors.length > 0) return { ok: false as const, errors };
  for (const task of graph.tasks) {
    if (task.dependsOn.length > 0) continue;
    task.dependsOn.push(plannerNode);
    task.draft.dependsOn.push(PLAN_KEY);
  }
  return { ok: true as const, tasks: graph.tasks };
}

function draftErrors(draft: TaskDraft, index: number): string[] {
  const path = `tasks.${index}`;
  const unavailable = draft.kind === 'branch' ? [`${path}.kind: only "agent" and "gate" can be planned`] : [];
  return [...unavailable, ...agentTaskIssues(draft, path, conditionFault).map((issue) => `${issue.path}: ${issue.message}`)];
}
