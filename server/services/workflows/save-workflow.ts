import { conditionFault } from '@/lib/condition/condition-fault';
import {
  type UpdateWorkflow,
  type WorkflowBody,
  type WorkflowDraft,
  type WorkflowView,
  workflowViewSchema,
} from '@/lib/contracts/workflow';
import { AppError } from '@/lib/errors';
import { workflowIssues } from '@/lib/workflow/check-workflow';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { outputsSchemaIssues } from '@/server/core/outputs/outputs-schema';
import { builtInWorkflow } from '@/server/core/workflow/built-in-workflows';
import { normalBody } from '@/server/core/workflow/workflow';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import { deleteSchedulesOf } from '@/server/repositories/schedule-repository';
import { deleteWebhooksOf } from '@/server/repositories/webhook-repository';
import {
  insertWorkflow,
  lockWorkflow,
  markWorkflowDeleted,
  updateWorkflow as writeVersion,
} from '@/server/repositories/workflow-repository';
import { getWorkflow, noSuchWorkflow } from './read-workflow';

/** @throws AppError invalid_input, conflict (the key is taken), idempotency_mismatch */
export async function createWorkflow(
  db: Database,
  draft: WorkflowDraft,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<WorkflowView> {
  const { key, ...given } = draft;
  const body = checked(key, given);
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route: 'POST /api/v1/workflows', ...idempotency };
  return db.transaction(async (tx) => {
    if (call) {
      const claim = await claimKey(tx, call);
      if (!claim.fresh) return workflowViewSchema.parse(claim.response);
    }
    const taken = () => new AppError('conflict', `There is a workflow "${key}" already`, [{ path: 'key', message: 'is taken' }]);
    if (builtInWorkflow(key)) throw taken();
    const created = await insertWorkflow(tx, { key, body, actor: actorOf(caller) });
    if (!created) throw taken();
    const target = { kind: 'workflow', id: key, name: body.title };
    await appendAudit(tx, auditActorOf(caller), { action: 'workflow.create', target, after: sketch(created.version, body) });
    const view = await getWorkflow(tx, key);
    if (call) await completeKey(tx, { ...call, status: 201, response: view });
    return view;
  });
}

/** A new version; the ones before stay as they are. @throws AppError not_found, conflict (built in), stale_version, invalid_input */
export async function updateWorkflow(db: Database, change: UpdateWorkflow, caller: Caller): Promise<WorkflowView> {
  const { key, baseVersion, note, ...given } = change;
  refuseBuiltIn(key);
  const body = checked(key, given);
  return db.transaction(async (tx) => {
    const before = await lockWorkflow(tx, key);
    if (!before) throw noSuchWorkflow();
    if (baseVersion !== undefined && baseVersion !== before.version) {
      throw new AppError('stale_version', `Version ${before.version} came in the meantime; you edited version ${baseVersion}`);
    }
    const version = before.version + 1;
    await writeVersion(tx, { key, version, body, note: note ?? null, actor: actorOf(caller) });
    const target = { kind: 'workflow', id: key, name: body.title };
    const audit = {
      action: 'workflow.update',
      target,
      before: { version: before.version, title: before.title },
      after: sketch(version, body),
    };
    await appendAudit(tx, auditActorOf(caller), { ...audit, reason: note ?? null });
    return getWorkflow(tx, key);
  });
}

/** It cannot be started any more, and nothing starts it; what runs refer to can still be read. @throws AppError not_found, conflict */
export async function deleteWorkflow(db: Database, key: string, caller: Caller): Promise<void> {
  refuseBuiltIn(key);
  await db.transaction(async (tx) => {
    const before = await lockWorkflow(tx, key);
    if (!before) throw noSuchWorkflow();
    await markWorkflowDeleted(tx, key);
    const schedules = await deleteSchedulesOf(tx, key);
    const webhooks = await deleteWebhooksOf(tx, key);
    const target = { kind: 'workflow', id: key, name: before.title };
    await appendAudit(tx, auditActorOf(caller), { action: 'workflow.delete', target, before: { ...before, schedules, webhooks } });
  });
}

/** For the audit log: the versions themselves hold the rest. */
const sketch = (version: number, body: WorkflowBody) => ({
  version,
  title: body.title,
  inputs: body.inputs.map((input) => input.name),
  tasks: body.tasks?.length ?? null,
  budgetUsd: body.budgetUsd ?? null,
});

function refuseBuiltIn(key: string): void {
  if (builtInWorkflow(key))
    throw new AppError('conflict', 'This workflow comes with Signalbox and cannot be changed; duplicate it instead');
}

function checked(key: string, given: WorkflowBody) {
  const schemas = (given.tasks ?? []).flatMap((task, index) => outputsSchemaIssues(task.outputs, `tasks.${index}.outputs`));
  const issues = [...workflowIssues(given, conditionFault), ...schemas];
  if (issues.length > 0) throw new AppError('invalid_input', issues.map(({ path, message }) => `${path}: ${message}`).join('; '), issues);
  return normalBody(key, given);
}
