import type { Tx } from '@/server/infra/db/tx';

/** The clock stands, with what is left of the tier's time, until somebody answers. Under its run's gate, where its clock was seen to run. */
export async function stopClock(tx: Tx, id: string, asked: { by: string; question: string; now: Date }): Promise<void> {
  const { by, question, now } = asked;
  await tx.query({
    name: 'escalation_stop',
    text: `UPDATE escalations SET asked_back = $2::jsonb,
        clock_left_ms = greatest(0, extract(epoch FROM deadline_at - $3::timestamptz) * 1000)::bigint WHERE id = $1`,
    values: [id, JSON.stringify({ by, question, at: now.toISOString() }), now],
  });
}

/** `by` null: to them alone, and nobody stands behind them. */
export async function assignEscalation(tx: Tx, id: string, { to, by }: { to: string | null; by: string | null }): Promise<void> {
  await tx.query({
    name: 'escalation_assign',
    text: 'UPDATE escalations SET assigned_to = $2, assigned_by = $3 WHERE id = $1',
    values: [id, to, by],
  });
}

export async function snoozeUntil(tx: Tx, id: string, until: Date | null): Promise<void> {
  await tx.query({ name: 'escalation_snooze', text: 'UPDATE escalations SET snoozed_until = $2 WHERE id = $1', values: [id, until] });
}

/** Who was asked back; null: nobody waits for an answer. */
export async function readAskedBack(tx: Tx, id: string): Promise<{ by: string; question: string } | null> {
  const [row] = await tx.query<{ asked: { by: string; question: string } | null }>({
    name: 'escalation_asked_back',
    text: 'SELECT asked_back AS asked FROM escalations WHERE id = $1',
    values: [id],
  });
  return row?.asked ?? null;
}

/** The role of the agent that asks for itself (`agent:<task key>`); null: a person, a program, or a task that is none of an agent. */
export async function readAskerRole(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.query<{ role: string }>({
    name: 'escalation_asker',
    text: `SELECT s.role FROM escalations e JOIN task_specs s ON s.run_id = e.run_id AND s.node = e.node
      WHERE e.id = $1 AND s.kind <> 'branch' AND s.role <> '' AND coalesce(s.gate ->> 'type', '') NOT IN ('human', 'expression')
        AND e.asked_by = 'agent:' || s.key`,
    values: [id],
  });
  return row?.role ?? null;
}
