import type { NotificationKind } from '@/lib/contracts/notification';
import type { Tx } from '@/server/infra/db/tx';

export interface NewNotification {
  kind: NotificationKind;
  escalationId: string;
  runId: string;
  now: Date;
  /** The person that this is for (e-mail), where it is for one. */
  to?: string | null;
  /** Keeps one notice from being told twice; the moment tells them apart where none is given. */
  once?: string;
}

/**
 * Remembers that people are to be told: in the transaction of the change itself, so that neither goes without the other. Whom, and by which
 * channels, is found out when it is routed: by the settings of that moment.
 */
export async function enqueueNotification(tx: Tx, { kind, escalationId, runId, now, to = null, once }: NewNotification): Promise<void> {
  await tx.query({
    name: 'notification_enqueue',
    text: `INSERT INTO notification_deliveries (escalation_id, run_id, kind, channel, target, dedupe_key, payload, status, next_at, created_at)
      VALUES ($1, $2, $3, 'route', '', $4, $5::jsonb, 'queued', $6, $6) ON CONFLICT (dedupe_key) DO NOTHING`,
    values: [escalationId, runId, kind, `${kind}:${escalationId}:${once ?? now.getTime()}`, JSON.stringify({ to }), now],
  });
}

/** A delivery that is to be made now: claimed, so that nobody else makes it until its lease is over. */
export interface ClaimedDelivery {
  id: string;
  escalationId: string | null;
  runId: string | null;
  kind: string;
  channel: string;
  target: string;
  dedupeKey: string;
  payload: Record<string, unknown>;
  /** This one counted. */
  tries: number;
  createdAt: Date;
}

const CLAIMED = `d.id, d.escalation_id AS "escalationId", d.run_id AS "runId", d.kind, d.channel, d.target, d.dedupe_key AS "dedupeKey", d.payload, d.tries, d.created_at AS "createdAt"`;

/**
 * What is due, and what a sender took and never finished. Its `next_at` is the end of the lease meanwhile. Of what is put together for one person
 * the first alone: its sender takes the others along.
 */
export async function claimDeliveries(
  tx: Tx,
  { sender, leaseMs, limit }: { sender: string; leaseMs: number; limit: number },
): Promise<ClaimedDelivery[]> {
  return tx.query<ClaimedDelivery & Record<string, unknown>>({
    name: 'delivery_claim',
    text: `UPDATE notification_deliveries d SET status = 'sending', worker_id = $1, tries = d.tries + 1,
        lease_until = signalbox_now() + $2::float8 * interval '1 ms', next_at = signalbox_now() + $2::float8 * interval '1 ms'
      WHERE d.id IN (SELECT w.id FROM notification_deliveries w WHERE w.status IN ('queued', 'sending') AND w.next_at <= signalbox_now()
          AND (w.channel <> 'digest' OR NOT EXISTS (SELECT FROM notification_deliveries o WHERE o.channel = 'digest' AND o.target = w.target AND o.id < w.id
            AND (o.status = 'sending' OR (o.status = 'queued' AND o.next_at <= signalbox_now()))))
        ORDER BY w.next_at LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING ${CLAIMED}`,
    values: [sender, leaseMs, limit],
  });
}

/** How a try ended. False: its lease was over and somebody else has it. `retryInMs`: of what is queued again. */
export async function finishDelivery(
  tx: Tx,
  id: string,
  sender: string,
  end: { status: 'sent' | 'failed' | 'skipped' } | { status: 'queued'; retryInMs: number },
  error: string | null,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'delivery_finish',
    text: `UPDATE notification_deliveries SET status = $3::text, last_error = coalesce($4, CASE WHEN $3::text = 'sent' THEN last_error END), worker_id = NULL, lease_until = NULL,
        next_at = CASE WHEN $3::text = 'queued' THEN signalbox_now() + $5::float8 * interval '1 ms' ELSE next_at END,
        sent_at = CASE WHEN $3::text = 'sent' THEN signalbox_now() END
      WHERE id = $1 AND worker_id = $2 AND status = 'sending' RETURNING 1 AS done`,
    values: [id, sender, end.status, error, end.status === 'queued' ? end.retryInMs : 0],
  });
  return rows.length > 0;
}

export interface NewDelivery {
  escalationId: string | null;
  runId: string | null;
  kind: string;
  channel: 'slack' | 'email' | 'webhook' | 'digest';
  target: string;
  dedupeKey: string;
  notBefore: Date;
  payload?: Record<string, unknown>;
}

/** Each once, however often it is routed. */
export async function insertDeliveries(tx: Tx, deliveries: readonly NewDelivery[]): Promise<void> {
  for (const one of deliveries) {
    await tx.query({
      name: 'delivery_insert',
      text: `INSERT INTO notification_deliveries (escalation_id, run_id, kind, channel, target, dedupe_key, payload, status, next_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, 'queued', $8, signalbox_now()) ON CONFLICT (dedupe_key) DO NOTHING`,
      values: [
        ...[one.escalationId, one.runId, one.kind, one.channel, one.target, one.dedupeKey, JSON.stringify(one.payload ?? {})],
        one.notBefore,
      ],
    });
  }
}

/** What else is due for one person's digest: taken along by the sender of its first. */
export async function claimDigestMates(tx: Tx, of: ClaimedDelivery, sender: string, leaseMs: number): Promise<ClaimedDelivery[]> {
  return tx.query<ClaimedDelivery & Record<string, unknown>>({
    text: `UPDATE notification_deliveries d SET status = 'sending', worker_id = $2, tries = d.tries + 1,
        lease_until = signalbox_now() + $3::float8 * interval '1 ms', next_at = signalbox_now() + $3::float8 * interval '1 ms'
      WHERE d.id IN (SELECT id FROM notification_deliveries WHERE channel = 'digest' AND target = $1 AND status = 'queued' AND next_at <= signalbox_now()
        ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED) RETURNING ${CLAIMED}`,
    values: [of.target, sender, leaseMs],
  });
}

/** Open questions for people whose deadline comes within so many minutes: told of once a deadline. */
export async function enqueueReminders(tx: Tx, minutes: number): Promise<void> {
  await tx.query({
    name: 'delivery_reminders',
    text: `INSERT INTO notification_deliveries (escalation_id, run_id, kind, channel, target, dedupe_key, payload, status, next_at, created_at)
      SELECT e.id, e.run_id, 'reminder', 'route', '', 'reminder:' || e.id || ':' || floor(extract(epoch FROM e.deadline_at) * 1000)::bigint, '{"to": null}', 'queued',
        signalbox_now(), signalbox_now()
      FROM escalations e WHERE e.status = 'OPEN' AND e.tier = 'HUMAN' AND e.clock_left_ms IS NULL AND e.deadline_at > signalbox_now()
        AND e.deadline_at <= signalbox_now() + $1::int * interval '1 minute'
        AND e.deadline_at - e.tier_since > $1::int * interval '1 minute'
      ON CONFLICT (dedupe_key) DO NOTHING`,
    values: [minutes],
  });
}

/** Of what is done, after so many days: the list stays readable. */
export async function forgetDeliveries(tx: Tx, days: number): Promise<void> {
  await tx.query({
    text: `DELETE FROM notification_deliveries WHERE status IN ('sent', 'failed', 'skipped') AND created_at < signalbox_now() - $1::int * interval '1 day'`,
    values: [days],
  });
}
