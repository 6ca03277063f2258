import type { Delivery, WebhookView } from '@/lib/contracts/trigger';
import { AppError } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import {
  findWebhook,
  listDeliveries as readDeliveries,
  listWebhooks as readWebhooks,
  type WebhookRow,
} from '@/server/repositories/webhook-repository';
import { findWorkflow } from '@/server/repositories/workflow-repository';
import { KEPT_DELIVERIES } from './receive-delivery';

/** Below the server's address. */
export const pathOf = (webhookId: string): string => `/api/hooks/${webhookId}`;

/** In the order of their names. @throws AppError not_found */
export async function listWebhooks(tx: Tx, key: string): Promise<WebhookView[]> {
  if (!(await findWorkflow(tx, key))) throw new AppError('not_found', 'There is no such workflow');
  return (await readWebhooks(tx, key)).map(webhookView);
}

/** Newest first. @throws AppError not_found */
export async function listDeliveries(tx: Tx, webhookId: string): Promise<Delivery[]> {
  if (!(await findWebhook(tx, webhookId))) throw new AppError('not_found', 'There is no such webhook');
  return (await readDeliveries(tx, webhookId, KEPT_DELIVERIES)).map((row) => ({ ...row, at: row.at.toISOString() }));
}

export function webhookView(row: WebhookRow & { lastDeliveryAt: Date | null }): WebhookView {
  return {
    ...row,
    path: pathOf(row.id),
    createdAt: row.createdAt.toISOString(),
    lastDeliveryAt: row.lastDeliveryAt?.toISOString() ?? null,
  };
}
