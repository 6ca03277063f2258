import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tick } from '@/server/engine/tick';
import { TABLES_OF_A_RUN, TABLES_THAT_NAME_A_RUN } from '@/server/repositories/retention-repository';
import { type Engine, openEngine, operator, quietLog, task } from '@/test/engine/open-engine';
import { resumeFrom } from '@/test/engine/resume-from';
import { purgeRuns } from './purge-runs';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const signal = new AbortController().signal;
const purge = (days: number | null) => purgeRuns({ db: engine.db, log: quietLog, runRetentionDays: async () => days }, signal);
const input = { name: 'a.md', type: 'document', content: 'shared' };

async function endedRun(): Promise<string> {
  const runId = await engine.create([task('a')], { inputs: [input, { ...input, name: 'own.md', content: randomUUID() }] });
  await engine.runs.cancel(runId, operator);
  return runId;
}

async function rowsOf(runId: string): Promise<number> {
  let rows = 0;
  for (const table of [...TABLES_OF_A_RUN]) {
    const [row] = await engine.db.query<{ n: number }>({
      text: `SELECT count(*)::int AS n FROM ${table} WHERE run_id = $1`,
      values: [runId],
    });
    rows += row?.n ?? 0;
  }
  return rows;
}
const contents = async () => (await engine.db.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM artifact_contents' }))[0]?.n;

it('names every table that has rows of a run', async () => {
  const rows = await engine.db.query<{ table_name: string }>({
    text: `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'run_id'`,
  });
  expect([...TABLES_OF_A_RUN, ...TABLES_THAT_NAME_A_RUN].sort()).toEqual(rows.map((row) => row.table_name).sort());
});

it('deletes ended runs past their time with all that is theirs, and leaves what others share', async () => {
  const old = await endedRun();
  const open = await engine.create([task('a')], { inputs: [input] });
  await tick(engine.db, randomUUID(), [], 10);
  expect(await purge(30)).toBe(0);
  expect(await purge(null)).toBe(0);
  await engine.skew('31 days');
  const fresh = await endedRun();
  const before = await contents();
  expect(await purge(30)).toBe(1);
  await expect(engine.runs.get(old)).rejects.toMatchObject({ code: 'not_found' });
  expect(await rowsOf(old)).toBe(0);
  // The old run's own document went; the shared one stays for the others.
  expect(await contents()).toBe((before ?? 0) - 1);
  expect((await engine.runs.get(open)).status).toBe('RUNNING');
  expect((await engine.runs.get(fresh)).status).toBe('CANCELLED');
  const [entry] = await engine.db.query({
    text: `SELECT actor, action FROM audit_log WHERE target_id = $1 AND action = 'run.delete'`,
    values: [old],
  });
  expect(entry).toEqual({ actor: 'engine', action: 'run.delete' });
  await engine.skew('0');
});

it('spares a run as long as a fork of it is there', async () => {
  const parent = await endedRun();
  const { runId: fork } = await resumeFrom(engine, parent, undefined, { mode: 'fork', start: false });
  const grandchild = (await resumeFrom(engine, fork, undefined, { mode: 'fork', start: false })).runId;
  await engine.runs.cancel(fork, operator);
  await engine.skew('31 days');
  await purge(30);
  for (const runId of [parent, fork]) expect((await engine.runs.get(runId)).status).toBe('CANCELLED');
  await engine.runs.cancel(grandchild, operator);
  await engine.skew('62 days');
  while ((await purge(30)) > 0);
  for (const runId of [parent, fork, grandchild]) {
    await expect(engine.runs.get(runId)).rejects.toMatchObject({ code: 'not_found' });
    expect(await rowsOf(runId)).toBe(0);
  }
  await engine.skew('0');
});
