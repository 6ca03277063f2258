import type { Tx } from '@/server/infra/db/tx';

export interface WebhookRow {
  id: string;
  workflowKey: string;
  name: string;
  enabled: boolean;
  mapping: Record<string, string>;
  inputs: Record<string, unknown>;
  secretVersion: number;
  createdAt: Date;
  createdBy: string;
}

export interface DeliveryRow {
  id: string;
  at: Date;
  status: number;
  runId: string | null;
  detail: string | null;
}

const COLUMNS = `id, workflow_key AS "workflowKey", name, enabled, mapping, inputs, secret_version AS "secretVersion",
  created_at AS "createdAt", created_by AS "createdBy"`;

type Fields = Pick<WebhookRow, 'name' | 'enabled' | 'mapping' | 'inputs'>;
const valuesOf = (of: Fields) => [of.name, of.enabled, JSON.stringify(of.mapping), JSON.stringify(of.inputs)];

export async function insertWebhook(tx: Tx, row: Fields & { workflowKey: string; createdBy: string }): Promise<WebhookRow> {
  const [made] = await tx.query<WebhookRow>({
    text: `INSERT INTO webhooks (id, name, enabled, mapping, inputs, workflow_key, secret_version, created_at, created_by)
           VALUES (signalbox_uuid7(), $1, $2, $3::jsonb, $4::jsonb, $5, 1, signalbox_now(), $6) RETURNING ${COLUMNS}`,
    values: [...valuesOf(row), row.workflowKey, row.createdBy],
  });
  if (!made) throw new Error('The webhook was not written');
  return made;
}

export async function findWebhook(tx: Tx, id: string): Promise<WebhookRow | null> {
  const [row] = await tx.query<WebhookRow>({ text: `SELECT ${COLUMNS} FROM webhooks WHERE id = $1 AND deleted_at IS NULL`, values: [id] });
  return row ?? null;
}

export async function lockWebhook(tx: Tx, id: string): Promise<WebhookRow | null> {
  const [row] = await tx.query<WebhookRow>({
    text: `SELECT ${COLUMNS} FROM webhooks WHERE id = $1 AND deleted_at IS NULL FOR UPDATE`,
    values: [id],
  });
  return row ?? null;
}

export async function updateWebhook(tx: Tx, id: string, fields: Fields): Promise<WebhookRow | null> {
  const [row] = await tx.query<WebhookRow>({
    text: `UPDATE webhooks SET name = $1, enabled = $2, mapping = $3::jsonb, inputs = $4::jsonb WHERE id = $5 RETURNING ${COLUMNS}`,
    values: [...valuesOf(fields), id],
  });
  return row ?? null;
}

/** What was signed with the secret before is refused from now on. */
export async function bumpSecret(tx: Tx, id: string): Promise<number> {
  const [row] = await tx.query<{ version: number }>({
    text: 'UPDATE webhooks SET secret_version = secret_version + 1 WHERE id = $1 RETURNING secret_version AS version',
    values: [id],
  });
  return row?.version ?? 0;
}

export async function markWebhookDeleted(tx: Tx, id: string): Promise<void> {
  await tx.query({ text: 'UPDATE webhooks SET deleted_at = signalbox_now() WHERE id = $1', values: [id] });
}

/** Returns the names of those that are gone. */
export async function deleteWebhooksOf(tx: Tx, workflowKey: string): Promise<string[]> {
  const rows = await tx.query<{ name: string }>({
    text: 'UPDATE webhooks SET deleted_at = signalbox_now() WHERE workflow_key = $1 AND deleted_at IS NULL RETURNING name',
    values: [workflowKey],
  });
  return rows.map((row) => row.name).sort();
}

export async function listWebhooks(tx: Tx, workflowKey: string): Promise<(WebhookRow & { lastDeliveryAt: Date | null })[]> {
  return tx.query({
    text: `SELECT ${COLUMNS}, (SELECT max(d.at) FROM webhook_deliveries d WHERE d.webhook_id = w.id) AS "lastDeliveryAt"
           FROM webhooks w WHERE workflow_key = $1 AND deleted_at IS NULL ORDER BY name, id`,
    values: [workflowKey],
  });
}

/** False: this signature was taken already, which is a repeat. Null signatures never meet. */
export async function insertDelivery(
  tx: Tx,
  delivery: { webhookId: string; status: number; signature: string | null; runId: string | null; detail: string | null },
): Promise<boolean> {
  const rows = await tx.query({
    text: `INSERT INTO webhook_deliveries (id, webhook_id, at, status, signature, run_id, detail)
           VALUES (signalbox_uuid7(), $1, signalbox_now(), $2, $3, $4, $5)
           ON CONFLICT (webhook_id, signature) DO NOTHING RETURNING 1 AS written`,
    values: [delivery.webhookId, delivery.status, delivery.signature, delivery.runId, delivery.detail],
  });
  return rows.length > 0;
}

export async function listDeliveries(tx: Tx, webhookId: string, limit: number): Promise<DeliveryRow[]> {
  return tx.query<DeliveryRow>({
    text: `SELECT id, at, status, run_id AS "runId", detail FROM webhook_deliveries WHERE webhook_id = $1 ORDER BY id DESC LIMIT $2`,
    values: [webhookId, limit],
  });
}

/** The newest `keep` of a webhook stay, and whatever a repeat could still come for. */
export async function pruneDeliveries(tx: Tx, webhookId: string, keep: number, replayWindowSeconds: number): Promise<void> {
  await tx.query({
    text: `DELETE FROM webhook_deliveries d USING (
             SELECT id FROM webhook_deliveries WHERE webhook_id = $1 ORDER BY id DESC OFFSET $2) old
           WHERE d.id = old.id AND d.at < signalbox_now() - $3::int * interval '1 second'`,
    values: [webhookId, keep, replayWindowSeconds],
  });
}
