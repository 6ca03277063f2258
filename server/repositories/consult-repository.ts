import type { EscalationTier } from '@/lib/contracts/escalation';
import type { Tx } from '@/server/infra/db/tx';

export interface NewConsult {
  escalationId: string;
  runId: string;
  /** judge: may approve, ask or pass on. answer: answers what it is asked. */
  kind: 'judge' | 'answer';
  /** Where the escalation stands: once it is elsewhere, a judge is not asked any more. */
  tier: EscalationTier;
  role: string;
  question?: string;
  /** Of an answer: whoever asked. */
  askedBy?: string;
  now: Date;
}

/** In the transaction that makes it due. Workers carry it out, beside the run. */
export async function enqueueConsult(tx: Tx, consult: NewConsult): Promise<void> {
  const { escalationId, runId, kind, tier, role, question = null, askedBy = null, now } = consult;
  await tx.query({
    name: 'consult_enqueue',
    text: `INSERT INTO escalation_consults (escalation_id, run_id, kind, tier, role, question, asked_by, status, next_at, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $8)`,
    values: [escalationId, runId, kind, tier, role, question, askedBy, now],
  });
}
