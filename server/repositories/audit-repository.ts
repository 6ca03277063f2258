import type { Tx } from '@/server/infra/db/tx';

/** A change, as the audit log keeps it. `before` and `after` hold what changed and never a secret. */
export interface AuditChange {
  /** `noun.verb` in the past's present: `run.cancel`, `token.create`, `user.change_role`. */
  action: string;
  target: { kind: string; id: string; name?: string | null };
  before?: unknown;
  after?: unknown;
  reason?: string | null;
}

/** Who changed it: a caller of the API, or `engine` and agents by their name. */
export interface AuditActor {
  /** As in the event log: `user:<email>`, `token:<name>`, `agent:<role>`, `engine`. */
  actor: string;
  actorId: string;
}

/** Writes an entry in the transaction of the change itself, so that neither stands without the other. */
export async function appendAudit(tx: Tx, by: AuditActor, change: AuditChange): Promise<void> {
  await tx.query({
    name: 'audit_append',
    text: `INSERT INTO audit_log (at, actor, actor_id, action, target_kind, target_id, target_name, before, after, reason)
           VALUES (signalbox_now(), $1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9)`,
    values: [
      by.actor,
      by.actorId,
      change.action,
      change.target.kind,
      change.target.id,
      change.target.name ?? null,
      change.before === undefined ? null : JSON.stringify(change.before),
      change.after === undefined ? null : JSON.stringify(change.after),
      change.reason ?? null,
    ],
  });
}
