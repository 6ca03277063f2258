import type { Tx } from '@/server/infra/db/tx';

export interface DecisionLinkRow {
  escalationId: string;
  runId: string;
  /** E-mail. */
  person: string;
  expiresAt: Date;
  usedAt: Date | null;
  isOver: boolean;
}

/** Made once a message, however often it is tried. Only its hash is kept. */
export async function insertDecisionLink(
  tx: Tx,
  link: { tokenHash: string; escalationId: string; runId: string; person: string; hours: number },
): Promise<void> {
  await tx.query({
    text: `INSERT INTO decision_links (token_hash, escalation_id, run_id, person, created_at, expires_at)
      VALUES ($1, $2, $3, $4, signalbox_now(), signalbox_now() + $5::int * interval '1 hour') ON CONFLICT (token_hash) DO NOTHING`,
    values: [link.tokenHash, link.escalationId, link.runId, link.person, link.hours],
  });
}

const COLUMNS = `escalation_id AS "escalationId", run_id AS "runId", person, expires_at AS "expiresAt", used_at AS "usedAt", expires_at <= signalbox_now() AS "isOver"`;

export async function findDecisionLink(tx: Tx, tokenHash: string): Promise<DecisionLinkRow | null> {
  const [row] = await tx.query<DecisionLinkRow & Record<string, unknown>>({
    text: `SELECT ${COLUMNS} FROM decision_links WHERE token_hash = $1`,
    values: [tokenHash],
  });
  return row ?? null;
}

/** The first to use it wins. False: it was used, or is over. */
export async function spendDecisionLink(tx: Tx, tokenHash: string): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE decision_links SET used_at = signalbox_now() WHERE token_hash = $1 AND used_at IS NULL AND expires_at > signalbox_now() RETURNING 1 AS used`,
    values: [tokenHash],
  });
  return rows.length > 0;
}

/** What it was used for did not come about: it may be used again. */
export async function giveBackDecisionLink(tx: Tx, tokenHash: string): Promise<void> {
  await tx.query({ text: 'UPDATE decision_links SET used_at = NULL WHERE token_hash = $1', values: [tokenHash] });
}
