import type { GATE_VERDICTS, GateType } from '@/lib/contracts/task';
import type { Tx } from '@/server/infra/db/tx';

export interface GateVerdictRow {
  runId: string;
  node: number;
  epoch: number;
  type: GateType;
  verdict: (typeof GATE_VERDICTS)[number];
  /** How often it had sent its findings back before. */
  round: number;
  findings: number;
  now: Date;
}

/** Counts a verdict, by whomever it was given; once, however often it is written. */
export async function insertGateVerdict(tx: Tx, row: GateVerdictRow): Promise<void> {
  await tx.query({
    name: 'gate_verdict_insert',
    text: `INSERT INTO gate_verdicts (run_id, node, epoch, gate_type, verdict, round, findings, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT DO NOTHING`,
    values: [row.runId, row.node, row.epoch, row.type, row.verdict, row.round, row.findings, row.now],
  });
}

export interface VerdictCount {
  type: GateType;
  verdict: (typeof GATE_VERDICTS)[number];
  count: number;
}

/** Verdicts of the last so many hours, by type of gate. */
export function countGateVerdicts(tx: Tx, hours: number): Promise<VerdictCount[]> {
  return tx.query<VerdictCount & Record<string, unknown>>({
    name: 'gate_verdicts_count',
    text: `SELECT gate_type AS type, verdict, count(*)::int AS count FROM gate_verdicts
      WHERE at >= signalbox_now() - make_interval(hours => $1) GROUP BY 1, 2`,
    values: [hours],
  });
}
