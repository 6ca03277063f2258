import type { EscalationAction } from '@/lib/contracts/escalation';
import type { Tx } from '@/server/infra/db/tx';

export interface Vote {
  voter: string;
  status: string;
  conditions: string[];
}

/** The words that were given so far, the first first. */
export function readVotes(tx: Tx, escalationId: string): Promise<Vote[]> {
  return tx.query<Vote & Record<string, unknown>>({
    name: 'escalation_votes',
    text: 'SELECT voter, status, conditions FROM escalation_votes WHERE escalation_id = $1 ORDER BY at, voter',
    values: [escalationId],
  });
}

/** Under its run's gate, where this person was seen not to have spoken. */
export async function insertVote(
  tx: Tx,
  vote: {
    escalationId: string;
    runId: string;
    voter: string;
    status: string;
    note: string | null;
    conditions: readonly string[];
    now: Date;
  },
): Promise<void> {
  await tx.query({
    name: 'escalation_vote',
    text: `INSERT INTO escalation_votes (escalation_id, voter, run_id, status, note, conditions, at) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)`,
    values: [vote.escalationId, vote.voter, vote.runId, vote.status, vote.note, JSON.stringify(vote.conditions), vote.now],
  });
}

/** Something else is to be approved: what was said about the former counts no more (it stays among the entries). */
export async function changeAction(tx: Tx, escalationId: string, action: EscalationAction): Promise<void> {
  await tx.query({ name: 'escalation_unvote', text: 'DELETE FROM escalation_votes WHERE escalation_id = $1', values: [escalationId] });
  await tx.query({
    name: 'escalation_action',
    text: 'UPDATE escalations SET action = $2::jsonb WHERE id = $1',
    values: [escalationId, JSON.stringify(action)],
  });
}

/** Keys of conditions that are, or once were, tasks of the run. */
export async function readConditionKeys(tx: Tx, runId: string): Promise<Set<string>> {
  const rows = await tx.query<{ key: string }>({
    name: 'condition_keys',
    text: `SELECT key FROM task_specs WHERE run_id = $1 AND key ~ '^(check-)?condition-[0-9]+$'`,
    values: [runId],
  });
  return new Set(rows.map(({ key }) => key));
}
