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

export interface AuditRow {
  id: string;
  at: Date;
  actor: string;
  actorId: string;
  action: string;
  targetKind: string;
  targetId: string;
  targetName: string | null;
  before: unknown;
  after: unknown;
  reason: string | null;
}

/** `q` looks into actor, action, target and reason. Null: not asked for. */
export interface AuditQuery {
  actor: string | null;
  action: string | null;
  targetKind: string | null;
  targetId: string | null;
  since: string | null;
  until: string | null;
  q: string | null;
}

const escapeLike = (value: string): string => value.replace(/[\\%_]/g, '\\$&');

/** Newest first. `before` is the id of the last row seen: ids are made in time's order. */
export async function listAudit(tx: Tx, query: AuditQuery, page: { before: string | null; limit: number }): Promise<AuditRow[]> {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value === null) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add(query.actor && `%${escapeLike(query.actor)}%`, (p) => `actor ILIKE ${p}`);
  // A noun alone stands for all its verbs.
  add(query.action?.toLowerCase() ?? null, (p) => `(action = ${p} OR starts_with(action, ${p} || '.'))`);
  add(query.targetKind?.toLowerCase() ?? null, (p) => `target_kind = ${p}`);
  add(query.targetId, (p) => `target_id = ${p}`);
  add(query.since, (p) => `at >= ${p}::timestamptz`);
  add(query.until, (p) => `at < ${p}::timestamptz`);
  add(
    query.q && `%${escapeLike(query.q)}%`,
    (p) => `(actor ILIKE ${p} OR action ILIKE ${p} OR target_id ILIKE ${p} OR target_name ILIKE ${p} OR reason ILIKE ${p})`,
  );
  add(page.before, (p) => `id < ${p}::uuid`);
  values.push(page.limit);
  return tx.query<AuditRow>({
    text: `SELECT id, at, actor, actor_id AS "actorId", action, target_kind AS "targetKind", target_id AS "targetId",
             target_name AS "targetName", before, after, reason
           FROM audit_log ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY id DESC LIMIT $${values.length}`,
    values,
  });
}
