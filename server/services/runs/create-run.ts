import { toMicroUsd } from '@/lib/contracts/common';
import { type CreatedRun, type CreateRun, createdRunSchema } from '@/lib/contracts/run';
import { invalidInput, notAvailable } from '@/lib/errors';
import type { GraphTask } from '@/lib/graph/build-graph';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { planTask, toSpecRow } from '@/server/core/task/spec';
import { insertArtifacts } from '@/server/repositories/artifact-repository';
import { appendAudit } from '@/server/repositories/audit-repository';
import { pinDefinitions } from '@/server/repositories/definition-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import { insertRun } from '@/server/repositories/run-repository';
import { checkedGraph } from './check-graph';
import type { RunServiceDeps } from './deps';
import { readInputs } from './read-inputs';

const AUDITED_GOAL_CHARS = 200;

/**
 * Starts a run: checks what a schema cannot, then one transaction writes the whole graph, its queue rows and the first event.
 * With an idempotency key the second caller gets the first one's answer, also when both come at once.
 */
export async function createRun(
  deps: RunServiceDeps,
  input: CreateRun,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<CreatedRun> {
  refuseWhatIsNotBuilt(input);
  const inputs = await readInputs(deps.documents, input.inputs);
  const planner = input.tasks === undefined;
  const tasks = planner ? planGraph() : checkedGraph(input.tasks ?? [], { firstNode: 0 });
  const actor = actorOf(caller);
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route: 'POST /api/v1/runs', ...idempotency };
  const created = await deps.db.transaction(async (tx) => {
    if (call) {
      const claim = await claimKey(tx, call);
      if (!claim.fresh) return { run: createdRunSchema.parse(claim.response), fresh: false };
    }
    const definitions = await deps.definitions.current(tx);
    await pinDefinitions(tx, definitions);
    const runId = await insertRun(tx, {
      goal: input.goal,
      actor,
      supervision: input.supervision,
      planner,
      offlineModel: deps.offlineModel,
      definitionHash: definitions.hash,
      priority: input.priority,
      budgetMicroUsd: input.budgetUsd === undefined ? null : toMicroUsd(input.budgetUsd),
      specs: tasks.map((task) => toSpecRow(task, definitions.defaults)),
      inputs: inputs.length,
      reviewPlan: input.reviewPlan ?? false,
    });
    await insertArtifacts(tx, runId, null, inputs);
    await appendAudit(tx, auditActorOf(caller), {
      action: 'run.create',
      target: { kind: 'run', id: runId, name: input.goal.slice(0, AUDITED_GOAL_CHARS) },
      after: { tasks: planner ? null : tasks.length, inputs: inputs.length, budgetUsd: input.budgetUsd ?? null },
    });
    const status = planner ? 'PLANNING' : input.reviewPlan ? 'PAUSED' : 'RUNNING';
    const run: CreatedRun = { id: runId, status, url: `${deps.publicUrl()}/runs/${runId}` };
    if (call) await completeKey(tx, { ...call, status: 201, response: run });
    return { run, fresh: true };
  });
  if (created.fresh) {
    deps.bus.publish({ kind: 'run', runId: created.run.id, seq: created.run.status === 'PAUSED' ? 2 : 1 });
    deps.bus.publish({ kind: 'ready' });
  }
  return created.run;
}

function refuseWhatIsNotBuilt(input: CreateRun): void {
  if (input.tasks && input.workflow) throw invalidInput('workflow', 'give either tasks or a workflow, not both');
  if (input.workflow !== undefined) throw notAvailable('workflow', 'Starting from a workflow');
  if (input.checkpointIntervalSeconds !== undefined) throw notAvailable('checkpointIntervalSeconds', 'Checkpointing');
}

function planGraph(): GraphTask[] {
  return [{ node: 0, draft: planTask, dependsOn: [], next: [] }];
}
