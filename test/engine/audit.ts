import { expect } from 'vitest';
import type { Tx } from '@/server/infra/db/tx';
import { readRunRows, runFaults } from './run-faults';

/** What holds for every run at every moment between two commits; read in one snapshot. */
export async function auditRun(db: { transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> }, runId: string): Promise<void> {
  expect(runFaults(await readRunRows(db, runId))).toEqual([]);
}

export async function auditAll(db: { transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> } & Tx): Promise<void> {
  const runs = await db.query<{ run_id: string }>({ text: 'SELECT run_id FROM run_heads' });
  for (const { run_id: runId } of runs) await auditRun(db, runId);
}
