import { createRunSchema } from '@/lib/contracts/run';
import { AppError, ERROR_STATUS } from '@/lib/errors';
import { mapBody } from '@/server/core/webhook/map-body';
import { checkSignature, SIGNATURE_WINDOW_SECONDS, webhookSecret } from '@/server/core/webhook/signature';
import { databaseNow } from '@/server/repositories/schedule-repository';
import { findWebhook, insertDelivery, pruneDeliveries, type WebhookRow } from '@/server/repositories/webhook-repository';
import { findWorkflow } from '@/server/repositories/workflow-repository';
import type { WebhooksDeps } from './deps';

export const KEPT_DELIVERIES = 50;
/** Twice the window: a signature may be that much ahead and that much behind. */
const REPLAY_SECONDS = 2 * SIGNATURE_WINDOW_SECONDS + 60;
const MAX_DETAIL = 1_000;
const ACCEPTED = 202;

export interface ReceivedDelivery {
  /** Address of the sender. */
  peer: string;
  /** `X-Signalbox-Signature` */
  signature: string | null;
  /** Read for ids that are known, and not before. @throws AppError payload_too_large */
  readBody(): Promise<Uint8Array>;
}

/**
 * Takes a delivery and starts the workflow's run. The run and the signature's row are one transaction, so that a repeat starts none.
 * @throws AppError too_many_requests, not_found (unknown id), unauthenticated (signature), conflict (repeat, switched off), invalid_json, invalid_input
 */
export async function receiveDelivery(deps: WebhooksDeps, webhookId: string, delivery: ReceivedDelivery): Promise<{ runId: string }> {
  await deps.limits.attempt(delivery.peer);
  const webhook = await findWebhook(deps.db, webhookId);
  if (!webhook) throw new AppError('not_found', 'There is no such webhook');
  const body = await delivery.readBody();
  const now = await databaseNow(deps.db);
  const secret = webhookSecret(deps.secret, webhook.id, webhook.secretVersion);
  const checked = checkSignature(delivery.signature, secret, body, now.getTime());
  const log = (status: number, detail: string) =>
    insertDelivery(deps.db, { webhookId, status, signature: null, runId: null, detail: detail.slice(0, MAX_DETAIL) });
  if (!checked.ok) {
    if (await deps.limits.mayLogRefusal(webhookId)) await log(ERROR_STATUS.unauthenticated, checked.why);
    throw new AppError('unauthenticated', checked.why);
  }
  await deps.limits.accepted(webhookId);
  try {
    return await start(deps, webhook, checked.signature, body);
  } catch (error) {
    if (error instanceof AppError) await log(error.status, error.message);
    throw error;
  } finally {
    await pruneDeliveries(deps.db, webhook.id, KEPT_DELIVERIES, REPLAY_SECONDS);
  }
}

async function start(deps: WebhooksDeps, webhook: WebhookRow, signature: string, body: Uint8Array): Promise<{ runId: string }> {
  if (!webhook.enabled) throw new AppError('conflict', 'This webhook is switched off');
  const workflow = await findWorkflow(deps.db, webhook.workflowKey);
  if (!workflow) throw new AppError('conflict', 'The workflow of this webhook is gone');
  const values = mapBody(workflow.body.inputs, readObject(body), { mapping: webhook.mapping, fixed: webhook.inputs });
  const input = createRunSchema.parse({ workflow: webhook.workflowKey, workflowInputs: values });
  const run = await deps.startRun(input, { kind: 'webhook', id: webhook.id, name: webhook.name }, async (tx, runId) => {
    const isFirst = await insertDelivery(tx, { webhookId: webhook.id, status: ACCEPTED, signature, runId, detail: null });
    if (!isFirst) throw new AppError('conflict', 'This delivery was taken already; sign a new one with the time of now');
  });
  return { runId: run.id };
}

/** Whatever the content type says: it is signed, so it is what the sender meant. */
function readObject(body: Uint8Array): Record<string, unknown> {
  if (body.byteLength === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new AppError('invalid_json', `The body is not valid JSON${error instanceof SyntaxError ? `: ${error.message}` : ' in UTF-8'}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid_input', 'The body must be a JSON object', [{ path: '', message: 'must be a JSON object' }]);
  }
  return value as Record<string, unknown>;
}
