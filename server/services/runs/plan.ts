import type { RunDetail, RunPlan, SetPlan } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { roleDefaultsOf } from '@/server/core/agent/current-agents';
import type { NewEvent, RunHead } from '@/server/core/run/head';
import { graphNodeOf, PLAN_KEY, toSpecRow } from '@/server/core/task/spec';
import { refuseMasked } from '@/server/engine/refuse-masked';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { insertArtifacts } from '@/server/repositories/artifact-repository';
import { appendAudit } from '@/server/repositories/audit-repository';
import { readRunDefinitions } from '@/server/repositories/definition-repository';
import { firstFreeNode, readDrafts, replacePlan } from '@/server/repositories/plan-repository';
import { readRun } from '@/server/repositories/run-view-repository';
import { checkedGraph } from './check-graph';
import type { RunServiceDeps } from './deps';
import { getRun } from './read-runs';

/** A run's tasks as drafts, in every status of the run. */
export async function getPlan(tx: Tx, runId: string): Promise<RunPlan> {
  const run = await readRun(tx, runId);
  if (!run) throw new AppError('not_found', 'There is no such run.');
  const { drafts } = await readDrafts(tx, runId);
  return { version: run.graphVersion, tasks: drafts };
}

/**
 * Replaces the plan of a run that waits for its review. What the planner planned stays as version 1 of `plan.json`.
 * @throws AppError conflict (nothing to review, or the planner still ends its turn), stale_version, invalid_input
 */
export async function setPlan(deps: RunServiceDeps, input: SetPlan, caller: Caller): Promise<RunDetail> {
  const { runId, baseVersion, tasks } = input;
  const seq = await deps.db.transaction(async (tx) => {
    const { head, now } = await lockHead(tx, runId);
    refuseUnreviewed(head, baseVersion);
    await refuseMasked(tx, runId, tasks, 'tasks');
    const { drafts: before, plannerNode } = await readDrafts(tx, runId);
    const known = plannerNode === null ? new Map<string, number>() : new Map([[PLAN_KEY, plannerNode]]);
    const graph = checkedGraph(tasks, { firstNode: await firstFreeNode(tx, runId), known });
    if (plannerNode !== null) for (const task of graph) if (task.dependsOn.length === 0) task.dependsOn.push(plannerNode);
    const defaults = roleDefaultsOf(await readRunDefinitions(tx, runId));
    const specs = graph.map((task) => toSpecRow(task, defaults));
    const { ready, holds } = await replacePlan(tx, runId, { plannerNode, specs });
    const version = head.graphVersion + 1;
    const events: NewEvent[] = [
      {
        type: 'run.replanned',
        data: { version, tasks: specs.map(graphNodeOf), drafts: [...tasks] },
      },
    ];
    if (plannerNode !== null) events.push(await keepAsArtifact(tx, runId, plannerNode, tasks));
    const done = plannerNode === null ? 0 : 1;
    const counts = { ...head.counts, total: specs.length + done, ready, pending: specs.length - ready };
    const saved = await saveHead(tx, head, { patch: { graphVersion: version, counts, holds }, events, actor: actorOf(caller), now });
    await appendAudit(tx, auditActorOf(caller), {
      action: 'run.edit_plan',
      target: { kind: 'run', id: runId },
      before: { version: head.graphVersion, tasks: before },
      after: { version, tasks },
    });
    return saved.lastSeq;
  });
  deps.bus.publish({ kind: 'run', runId, seq });
  return getRun(deps.db, runId);
}

function refuseUnreviewed(head: RunHead, baseVersion: number): void {
  if (head.status !== 'PAUSED' || head.statusReason !== 'plan_review') {
    throw new AppError('conflict', 'The plan of this run does not wait for a review, so it cannot be edited here.');
  }
  if (head.counts.running > 0) {
    throw new AppError('conflict', 'The planner is still ending its turn. Try again in a moment.', [], 1);
  }
  if (head.graphVersion !== baseVersion) {
    throw new AppError('stale_version', `The plan is at version ${head.graphVersion}; this edit began at ${baseVersion}.`, [
      { path: 'baseVersion', message: `the plan is at version ${head.graphVersion} now` },
    ]);
  }
}

async function keepAsArtifact(tx: Tx, runId: string, node: number, tasks: SetPlan['tasks']): Promise<NewEvent> {
  const document = {
    name: 'plan.json',
    type: 'document',
    content: JSON.stringify({ tasks }, null, 2),
    metadata: { tasks: tasks.length, edited: true },
  };
  const [written] = await insertArtifacts(tx, runId, node, [document]);
  if (!written) throw new Error('The plan was not written');
  const { id, name, type, version, bytes } = written;
  return { type: 'artifact.written', node, data: { artifactId: id, name, type, version, bytes } };
}
