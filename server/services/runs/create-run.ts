import { toMicroUsd } from '@/lib/contracts/common';
import { type CreatedRun, type CreateRun, createdRunSchema } from '@/lib/contracts/run';
import { invalidInput } from '@/lib/errors';
import type { GraphTask } from '@/lib/graph/build-graph';
import { actorOf, auditActorOf, type Starter } from '@/server/core/access/caller';
import type { RunHead } from '@/server/core/run/head';
import { type Found, type FoundText, searchContent } from '@/server/core/secret/search-texts';
import { planTask, type SpecRow, toSpecRow } from '@/server/core/task/spec';
import { guardForecast } from '@/server/engine/guard-forecast';
import { holdFoundSecrets } from '@/server/engine/hold-found';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Tx } from '@/server/infra/db/tx';
import { insertArtifacts, type WrittenArtifact } from '@/server/repositories/artifact-repository';
import { appendAudit } from '@/server/repositories/audit-repository';
import { pinDefinitions } from '@/server/repositories/definition-repository';
import { claimKey, completeKey, findAnswer } from '@/server/repositories/idempotency-repository';
import { insertRun } from '@/server/repositories/run-repository';
import { markWorkflowOfRun } from '@/server/repositories/workflow-repository';
import { checkedGraph } from './check-graph';
import type { RunServiceDeps } from './deps';
import { readInputs } from './read-inputs';
import { resolveWorkflow } from './resolve-workflow';

const AUDITED_GOAL_CHARS = 200;

/**
 * Starts a run: checks what a schema cannot, then one transaction writes the whole graph, its queue rows and the first event.
 * With an idempotency key the second caller gets the first one's answer, also when both come at once. `alongside` is written with
 * the run or not at all: where it rejects, there is no run.
 */
export async function createRun(
  deps: RunServiceDeps,
  asked: CreateRun,
  caller: Starter,
  idempotency: { key: string; bodyHash: string } | null,
  alongside?: (tx: Tx, runId: string) => Promise<void>,
): Promise<CreatedRun> {
  refuseBoth(asked);
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route: 'POST /api/v1/runs', ...idempotency };
  // A repeat answers the first result, whatever became of the workflow since.
  const repeated = call && asked.workflow !== undefined ? await findAnswer(deps.db, call) : null;
  if (repeated) return createdRunSchema.parse(repeated.response);
  const { input, workflow } = await resolveWorkflow(deps.db, asked);
  const inputs = await readInputs(deps.documents, input.inputs);
  const found = await searchInputs(deps, inputs);
  const planner = input.tasks === undefined;
  const tasks = planner ? planGraph() : checkedGraph(input.tasks ?? [], { firstNode: 0 });
  const actor = actorOf(caller);
  const created = await deps.db.transaction(async (tx) => {
    if (call) {
      const claim = await claimKey(tx, call);
      if (!claim.fresh) return { run: createdRunSchema.parse(claim.response), fresh: false, seq: undefined };
    }
    const definitions = await deps.definitions.current(tx);
    const specs = tasks.map((task) => toSpecRow(task, definitions.defaults));
    const { id: runId, pinned } = await insertRun(tx, {
      goal: input.goal,
      actor,
      supervision: input.supervision,
      planner,
      offlineModel: deps.offlineModel,
      definitionHash: definitions.hash,
      priority: input.priority,
      budgetMicroUsd: input.budgetUsd === undefined ? null : toMicroUsd(input.budgetUsd),
      specs,
      inputs: inputs.length,
      reviewPlan: input.reviewPlan ?? false,
      checkpointSeconds: input.checkpointIntervalSeconds ?? null,
    });
    if (!pinned) await pinDefinitions(tx, definitions);
    const written = await insertArtifacts(tx, runId, null, inputs);
    if (workflow) await markWorkflowOfRun(tx, runId, workflow);
    await appendAudit(tx, auditActorOf(caller), {
      action: 'run.create',
      target: { kind: 'run', id: runId, name: input.goal.slice(0, AUDITED_GOAL_CHARS) },
      after: {
        tasks: planner ? null : tasks.length,
        inputs: inputs.length,
        budgetUsd: input.budgetUsd ?? null,
        ...(workflow ? { workflow } : {}),
      },
    });
    const guarded = planner || input.budgetUsd === undefined ? null : await guardStart(deps, tx, runId, specs, actor);
    const asked = await keepBack(deps, tx, runId, foundInputs(found, written), actor);
    const status = planner ? 'PLANNING' : input.reviewPlan || guarded ? 'PAUSED' : 'RUNNING';
    const run: CreatedRun = { id: runId, status, url: `${deps.publicUrl()}/runs/${runId}` };
    await alongside?.(tx, runId);
    if (call) await completeKey(tx, { ...call, status: 201, response: run });
    return { run, fresh: true, seq: (asked ?? guarded)?.lastSeq };
  });
  if (created.fresh) {
    deps.bus.publish({ kind: 'run', runId: created.run.id, seq: created.seq ?? (created.run.status === 'PAUSED' ? 2 : 1) });
    deps.bus.publish({ kind: 'ready' });
  }
  return created.run;
}

/** What is expected to cost more than its budget asks before it starts. Returns the head as it is saved. */
async function guardStart(deps: RunServiceDeps, tx: Tx, runId: string, specs: readonly SpecRow[], actor: string): Promise<RunHead | null> {
  const { head, now } = await lockHead(tx, runId);
  const held = await guardForecast(tx, head, specs, { seq: head.lastSeq + 1, now, policy: deps.ladder.current() });
  return held && saveHead(tx, head, { ...held, actor, now });
}

/** What people bring in is searched as well: what is found is kept back, and the run goes on without it. Returns the head as it is saved. */
async function keepBack(deps: RunServiceDeps, tx: Tx, runId: string, found: readonly FoundText[], actor: string): Promise<RunHead | null> {
  if (found.length === 0) return null;
  const { head, now } = await lockHead(tx, runId);
  const held = await holdFoundSecrets(tx, head, null, found, { seq: head.lastSeq + 1, now, policy: deps.ladder.current() });
  return held.events.length === 0 ? null : saveHead(tx, head, { ...held, actor, now });
}

async function searchInputs({ ladder, scanner }: RunServiceDeps, inputs: readonly { content: string }[]): Promise<Found[][]> {
  const found: Found[][] = [];
  if (ladder.current().scanArtifacts) for (const { content } of inputs) found.push(await searchContent(scanner, content));
  return found;
}

const foundInputs = (found: readonly Found[][], written: readonly WrittenArtifact[]): FoundText[] =>
  written.flatMap(({ id, name, type, version }, index) => {
    const places = found[index] ?? [];
    return places.length === 0 ? [] : [{ artifact: { id, type, version }, name, found: places }];
  });

function refuseBoth(input: CreateRun): void {
  if (input.tasks && input.workflow) throw invalidInput('workflow', 'give either tasks or a workflow, not both');
}

function planGraph(): GraphTask[] {
  return [{ node: 0, draft: planTask, dependsOn: [], next: [] }];
}
