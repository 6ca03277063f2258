import type { CreateWebhook, UpdateWebhook, WebhookSecret, WebhookView } from '@/lib/contracts/trigger';
import { AppError, type Issue } from '@/lib/errors';
import { valueIssue } from '@/lib/workflow/input-values';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import { webhookSecret } from '@/server/core/webhook/signature';
import type { Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import {
  bumpSecret,
  findWebhook,
  insertWebhook,
  lockWebhook,
  markWebhookDeleted,
  type WebhookRow,
  updateWebhook as writeWebhook,
} from '@/server/repositories/webhook-repository';
import { findWorkflow } from '@/server/repositories/workflow-repository';
import type { WebhooksDeps } from './deps';
import { pathOf, webhookView } from './list-webhooks';

const noSuchWebhook = () => new AppError('not_found', 'There is no such webhook');

/** The secret is told here alone. @throws AppError not_found (workflow), invalid_input, idempotency_mismatch, gone */
export async function createWebhook(
  { db, secret }: WebhooksDeps,
  { key, ...fields }: CreateWebhook,
  caller: Caller,
  idempotency: { key: string; bodyHash: string } | null,
): Promise<WebhookSecret> {
  const call = idempotency && { principal: `${caller.kind}:${caller.id}`, route: 'POST /api/v1/workflows/{key}/webhooks', ...idempotency };
  const answer = (row: WebhookRow) => ({ id: row.id, path: pathOf(row.id), secret: webhookSecret(secret, row.id, row.secretVersion) });
  return db.transaction(async (tx) => {
    if (call) {
      const claim = await claimKey(tx, call);
      if (!claim.fresh) {
        const row = await findWebhook(tx, (claim.response as { id: string }).id);
        // A secret made later was not the first result of this call.
        if (row?.secretVersion !== 1) throw new AppError('gone', 'The secret made with this Idempotency-Key does not hold any more');
        return answer(row);
      }
    }
    await check(tx, key, fields);
    const row = await insertWebhook(tx, { ...fields, workflowKey: key, createdBy: actorOf(caller) });
    await appendAudit(tx, auditActorOf(caller), { action: 'webhook.create', target: targetOf(row), after: facts(row) });
    if (call) await completeKey(tx, { ...call, status: 201, response: { id: row.id } });
    return answer(row);
  });
}

/** @throws AppError not_found, invalid_input */
export async function updateWebhook({ db }: WebhooksDeps, { webhookId, ...fields }: UpdateWebhook, caller: Caller): Promise<WebhookView> {
  return db.transaction(async (tx) => {
    const before = await lockWebhook(tx, webhookId);
    if (!before) throw noSuchWebhook();
    await check(tx, before.workflowKey, fields);
    const row = await writeWebhook(tx, webhookId, fields);
    if (!row) throw noSuchWebhook();
    const change = { action: 'webhook.update', target: targetOf(row), before: facts(before), after: facts(row) };
    await appendAudit(tx, auditActorOf(caller), change);
    return webhookView({ ...row, lastDeliveryAt: null });
  });
}

/** What was signed with the old secret is refused from now on. @throws AppError not_found */
export async function rotateSecret({ db, secret }: WebhooksDeps, webhookId: string, caller: Caller): Promise<WebhookSecret> {
  return db.transaction(async (tx) => {
    const row = await lockWebhook(tx, webhookId);
    if (!row) throw noSuchWebhook();
    const version = await bumpSecret(tx, webhookId);
    const change = {
      action: 'webhook.rotate',
      target: targetOf(row),
      before: { secretVersion: row.secretVersion },
      after: { secretVersion: version },
    };
    await appendAudit(tx, auditActorOf(caller), change);
    return { id: webhookId, path: pathOf(webhookId), secret: webhookSecret(secret, webhookId, version) };
  });
}

/** @throws AppError not_found */
export async function deleteWebhook({ db }: WebhooksDeps, webhookId: string, caller: Caller): Promise<void> {
  await db.transaction(async (tx) => {
    const row = await lockWebhook(tx, webhookId);
    if (!row) throw noSuchWebhook();
    await markWebhookDeleted(tx, webhookId);
    await appendAudit(tx, auditActorOf(caller), { action: 'webhook.delete', target: targetOf(row), before: facts(row) });
  });
}

const targetOf = (row: WebhookRow) => ({ kind: 'webhook', id: row.id, name: row.name });
const facts = ({ workflowKey, name, enabled, mapping, inputs }: WebhookRow) => ({
  workflowKey,
  name,
  enabled,
  mapping,
  inputs: Object.keys(inputs),
});

/** Required inputs may come with the body: here only what is given is looked at. */
async function check(tx: Tx, key: string, fields: Omit<CreateWebhook, 'key'>): Promise<void> {
  const workflow = await findWorkflow(tx, key);
  if (!workflow) throw new AppError('not_found', 'There is no such workflow');
  const inputs = new Map(workflow.body.inputs.map((input) => [input.name, input]));
  const issues: Issue[] = Object.keys(fields.mapping).flatMap((name) =>
    inputs.has(name) ? [] : [{ path: `mapping.${name}`, message: 'is not an input of this workflow' }],
  );
  for (const [name, value] of Object.entries(fields.inputs)) {
    const input = inputs.get(name);
    const message = input ? valueIssue(input, value) : 'is not an input of this workflow';
    if (message) issues.push({ path: `inputs.${name}`, message });
  }
  if (issues.length > 0) throw new AppError('invalid_input', issues.map(({ path, message }) => `${path}: ${message}`).join('; '), issues);
}
