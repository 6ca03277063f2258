import { ROLE_DEFINITIONS } from '@/server/core/agent/role-definitions';
import { DEFAULT_POLICY } from '@/server/core/escalation/policy';
import { openBudgetQuestion } from '@/server/engine/ask-for-budget';
import { lockHead, saveHead } from '@/server/engine/run-gate';
import type { Database, Tx } from '@/server/infra/db/tx';
import { readDatabaseTime } from '@/server/repositories/clock-repository';
import { refreshDueSearch } from '@/server/repositories/search-repository';
import { loadLarge } from './load-large';
import { createRandom } from './random';
import { SEED_TABLES, type SeedRows } from './rows';
import { type Scenario, STORIES } from './scenarios';
import { SEED_MARK } from './seed-id';
import { SEED_DEFINITIONS, tellRun } from './tell-run';

export const WORLDS = ['quiet-day', 'bad-night', '100k'] as const;
export type World = (typeof WORLDS)[number];

const LARGE_RUNS = 100_000;
const BATCH = 500;

/** Whether somebody has started runs here. */
export async function hasRealRuns(tx: Tx): Promise<boolean> {
  const rows = await tx.query({ text: 'SELECT 1 FROM runs WHERE substr(id::text, 25, 4) <> $1 LIMIT 1', values: [SEED_MARK] });
  return rows.length > 0;
}

/** Writes a world, the same for the same seed but for the moment it ends at: now. Returns how many runs it has. */
export async function seedWorld(db: Database, world: World, seed: number): Promise<number> {
  if (world !== '100k') return seedStories(db, world, seed);
  await loadLarge(db, { runs: LARGE_RUNS, waiting: 40, waitingStatus: 'PAUSED' });
  // The newest pages have something to open.
  return LARGE_RUNS + (await seedStories(db, 'quiet-day', seed));
}

async function seedStories(db: Database, scenario: Scenario, seed: number): Promise<number> {
  const random = createRandom(seed);
  const now = await readDatabaseTime(db);
  const stories = STORIES[scenario](random);
  await db.transaction(async (tx) => {
    await tx.query({
      text: 'INSERT INTO definitions (hash, body) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      values: [SEED_DEFINITIONS, ROLE_DEFINITIONS],
    });
    for (const story of stories) await write(tx, tellRun(story, now.getTime(), random));
  });
  await askForBudgets(db);
  while ((await refreshDueSearch(db, BATCH)) > 0);
  return stories.length;
}

/** A run that its budget has paused asks for more, as it does in life; here all of them ask as the world ends. */
async function askForBudgets(db: Database): Promise<void> {
  const paused = await db.query<{ id: string }>({
    text: `SELECT h.run_id AS id FROM run_heads h WHERE h.status = 'PAUSED' AND h.status_reason = 'budget' AND substr(h.run_id::text, 25, 4) = $1
      AND NOT EXISTS (SELECT FROM escalations e WHERE e.run_id = h.run_id) ORDER BY h.run_id`,
    values: [SEED_MARK],
  });
  for (const { id } of paused) {
    await db.transaction(async (tx) => {
      const { head, now } = await lockHead(tx, id);
      const event = await openBudgetQuestion(tx, head, { seq: head.lastSeq + 1, now, policy: DEFAULT_POLICY });
      await saveHead(tx, head, { patch: {}, events: [event], actor: 'engine', now });
    });
  }
}

/** What several runs have in common is written once. */
const KNOWN: Partial<Record<(typeof SEED_TABLES)[number], string>> = {
  artifact_contents: 'ON CONFLICT DO NOTHING',
  incidents: 'ON CONFLICT (fingerprint) DO UPDATE SET first_seen_at = least(incidents.first_seen_at, excluded.first_seen_at)',
};

async function write(tx: Tx, rows: SeedRows): Promise<void> {
  for (const table of SEED_TABLES) {
    const some = rows[table];
    if (some[0] === undefined) continue;
    const columns = Object.keys(some[0])
      .map((name) => `"${name}"`)
      .join(', ');
    await tx.query({
      text: `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)
        ${KNOWN[table] ?? ''}`,
      values: [JSON.stringify(some)],
    });
  }
}
