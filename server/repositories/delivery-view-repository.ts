import type { NotificationDelivery } from '@/lib/contracts/notification';
import type { Tx } from '@/server/infra/db/tx';

interface Row extends Omit<NotificationDelivery, 'createdAt' | 'nextAt' | 'sentAt'> {
  created_at: Date;
  next_at: Date;
  sent_at: Date | null;
}

const VIEW = `SELECT d.id, d.escalation_id AS "escalationId", d.run_id AS "runId", d.kind, d.channel, d.target, e.title, d.status, d.tries,
  d.last_error AS "lastError", d.created_at, d.next_at, d.sent_at FROM notification_deliveries d LEFT JOIN escalations e ON e.id = d.escalation_id`;

const toView = ({ created_at, next_at, sent_at, ...row }: Row): NotificationDelivery => ({
  ...row,
  createdAt: created_at.toISOString(),
  nextAt: next_at.toISOString(),
  sentAt: sent_at?.toISOString() ?? null,
});

/** Newest first; what is not routed yet has no place and is left out. */
export async function listDeliveryViews(
  tx: Tx,
  filter: { status: string | null; escalationId: string | null; before: string | null; limit: number },
): Promise<NotificationDelivery[]> {
  const rows = await tx.query<Row & Record<string, unknown>>({
    text: `${VIEW} WHERE d.channel <> 'route' AND ($1::text IS NULL OR d.status = $1) AND ($2::uuid IS NULL OR d.escalation_id = $2)
      AND ($3::uuid IS NULL OR d.id < $3) ORDER BY d.id DESC LIMIT $4`,
    values: [filter.status, filter.escalationId, filter.before, filter.limit],
  });
  return rows.map(toView);
}

export async function readDeliveryView(tx: Tx, id: string): Promise<NotificationDelivery | null> {
  const [row] = await tx.query<Row & Record<string, unknown>>({ text: `${VIEW} WHERE d.id = $1 AND d.channel <> 'route'`, values: [id] });
  return row ? toView(row) : null;
}

/** A failed one goes out again, with all its tries. False: it is not failed. */
export async function requeueDelivery(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE notification_deliveries SET status = 'queued', tries = 0, next_at = signalbox_now() WHERE id = $1 AND status = 'failed' RETURNING 1 AS done`,
    values: [id],
  });
  return rows.length > 0;
}
