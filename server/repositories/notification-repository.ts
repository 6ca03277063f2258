import type { Tx } from '@/server/infra/db/tx';

/** What people may be told of an escalation. */
export type NotificationKind = 'opened' | 'moved' | 'reminder' | 'decided' | 'assigned' | 'asked';

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
