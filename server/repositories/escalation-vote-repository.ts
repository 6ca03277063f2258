import type { Tx } from '@/server/infra/db/tx';

export interface Vote {
  voter: string;
  status: string;
}

/** The words that were given so far, the first first. */
export function readVotes(tx: Tx, escalationId: string): Promise<Vote[]> {
  return tx.query<Vote & Record<string, unknown>>({
    name: 'escalation_votes',
    text: 'SELECT voter, status FROM escalation_votes WHERE escalation_id = $1 ORDER BY at, voter',
    values: [escalationId],
  });
}
