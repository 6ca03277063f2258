import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStatus } from '@/lib/contracts/run';
import { listRunsSchema, RUN_SORTS, type RunSort, SORT_DIRS } from '@/lib/contracts/run-query';
import { chain, type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { createSearchJobs } from './search-jobs';

const RUNS = 160;
const HOUR_MS = 3_600_000;
const STATUSES: RunStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'RUNNING', 'PLANNING', 'PAUSED'];
const ROLES = ['tech_lead', 'ux_engineer', 'code_reviewer'] as const;
const NOUNS = ['ledger', 'harbour', 'Tide Table', 'ÄRGER log', '100% report_x'];

/** A run as the reference knows it. Values are few, so that every order has ties. */
interface Row {
  id: string;
  goal: string;
  status: RunStatus;
  reason: string | null;
  failed: number;
  spentMicro: number;
  startedAt: number | null;
  finishedAt: number | null;
  createdAt: number;
  createdBy: string;
  role: (typeof ROLES)[number];
}

let engine: Engine;
let world: Row[];
let nowMs: number;

const isEnded = (status: RunStatus) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(status);

function makeRow(index: number): Row {
  const pick = <T>(values: readonly T[], step: number): T => values[Math.floor((index * step) / 7) % values.length]!;
  const status = pick(STATUSES, 5);
  const createdAt = nowMs - Math.floor(index / 3) * 5 * HOUR_MS;
  const startedAt = index % 6 === 0 ? null : createdAt;
  return {
    id: randomUUID(),
    goal: `Build the ${pick(NOUNS, 3)} number ${index}`,
    status,
    reason: status === 'PAUSED' && index % 2 === 0 ? 'budget' : status === 'FAILED' ? 'tasks_failed' : null,
    failed: status === 'FAILED' || index % 11 === 0 ? index % 3 : 0,
    spentMicro: (index % 9) * 250_000,
    startedAt,
    finishedAt: isEnded(status) ? createdAt + (index % 5) * 60_000 : null,
    createdAt,
    createdBy: pick(['user:Ada@example.com', 'token:CI'], 4),
    role: pick(ROLES, 6),
  };
}

/** By the tables that the engine writes: the projection must follow by itself. */
async function insert(row: Row): Promise<void> {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  await engine.db.query({
    text: `WITH r AS (
        INSERT INTO runs (id, goal, created_by, created_at, supervision, planner, offline_model, definition_hash)
        VALUES ($1, $2, $3, $4, 'default', false, true, 'test')
      ), s AS (
        INSERT INTO task_specs (run_id, node, key, title, role, kind, prompt, tier, max_attempts, timeout_seconds, side_effects, depends_on)
        VALUES ($1, 0, 'only', 'only', $5, 'agent', 'x', 'standard', 3, 900, 'none', '{}')
      )
      INSERT INTO run_heads (run_id, status, status_reason, planned, graph_version, last_seq, priority, virtual_time, total, pending, ready,
        running, waiting, succeeded, failed, skipped, cancelled, spent_micro, started_at, finished_at)
      VALUES ($1, $6::run_status, $7, true, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, $8, 0, 0, 0, $9, $10)`,
    values: [
      row.id,
      row.goal,
      row.createdBy,
      at(row.createdAt),
      row.role,
      row.status,
      row.reason,
      row.failed,
      at(row.startedAt),
      at(row.finishedAt),
    ],
  });
  // Spend moves behind the row's back, as turns do; at an ended run the list must hear of it.
  await engine.db.query({ text: 'UPDATE run_heads SET spent_micro = $2 WHERE run_id = $1', values: [row.id, row.spentMicro] });
}

beforeAll(async () => {
  engine = await openEngine();
  const [clock] = await engine.db.query<{ now: Date }>({ text: 'SELECT signalbox_now() AS now' });
  nowMs = clock!.now.getTime();
  world = Array.from({ length: RUNS }, (_, index) => makeRow(index));
  for (const row of world) await insert(row);
});
afterAll(() => engine.close());

const keyOf: Record<RunSort, (row: Row) => number> = {
  created: (row) => row.createdAt,
  spent: (row) => row.spentMicro,
  failed: (row) => row.failed,
  // Runs at work last alike long in the order: from their start until a moment after all starts.
  duration: (row) => (row.startedAt === null ? 0 : (row.finishedAt ?? nowMs + 10 * HOUR_MS) - row.startedAt),
};

function reference(keep: (row: Row) => boolean, sort: RunSort, dir: 'asc' | 'desc'): string[] {
  const sign = dir === 'asc' ? 1 : -1;
  const compare = (a: Row, b: Row) => sign * (keyOf[sort](a) - keyOf[sort](b) || (a.id < b.id ? -1 : 1));
  return world
    .filter(keep)
    .sort(compare)
    .map((row) => row.id);
}

async function pageThrough(query: Record<string, string>, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.runs.list(listRunsSchema.parse({ ...query, limit, cursor }));
    ids.push(...page.items.map((run) => run.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}

const FILTERS: [name: string, query: Record<string, string>, keep: (row: Row) => boolean][] = [
  ['all', {}, () => true],
  ['one status', { status: 'failed' }, (row) => row.status === 'FAILED'],
  ['statuses at work', { status: 'running, Planning,PAUSED' }, (row) => !isEnded(row.status)],
  ['statuses of both kinds', { status: 'paused,succeeded' }, (row) => row.status === 'PAUSED' || row.status === 'SUCCEEDED'],
  ['every status', { status: STATUSES.join(',') }, () => true],
  ['a reason', { reason: 'Budget' }, (row) => row.reason === 'budget'],
  ['a role', { role: 'UX_engineer' }, (row) => row.role === 'ux_engineer'],
  ['failing', { failing: '1' }, (row) => row.failed > 0],
  ['not failing', { failing: 'false' }, (row) => row.failed === 0],
  ['a person', { createdBy: 'USER:ada@EXAMPLE.com' }, (row) => row.createdBy.startsWith('user:')],
  ['a week', { since: '7d' }, (row) => row.createdAt >= nowMs - 7 * 24 * HOUR_MS + 10_000],
  ['words', { q: 'tide  TABLE' }, (row) => row.goal.includes('Tide Table')],
  ['letters of another script', { q: 'ärger' }, (row) => row.goal.includes('ÄRGER')],
  ['signs that LIKE knows', { q: '100% report_' }, (row) => row.goal.includes('100% report_')],
  ['the beginning of a word', { q: 'h' }, (row) => /\bharbour/.test(row.goal)],
  ['two letters within a word are not', { q: 'ar' }, () => false],
  [
    'much at once',
    { status: 'failed,running', role: 'tech_lead', q: 'build', failing: 'true' },
    (row) => (row.status === 'FAILED' || row.status === 'RUNNING') && row.role === 'tech_lead' && row.failed > 0,
  ],
];

describe.each(FILTERS)('%s', (_name, query, keep) => {
  it.each(RUN_SORTS.flatMap((sort) => SORT_DIRS.map((dir) => ({ sort, dir }))))('by $sort $dir, page by page', async ({ sort, dir }) => {
    expect(await pageThrough({ ...query, sort, dir }, 7)).toEqual(reference(keep, sort, dir));
  });
  it('is counted', async () => {
    const { sort: _sort, limit: _limit, ...filter } = listRunsSchema.parse(query);
    expect(await engine.runs.count(filter)).toEqual({ count: world.filter(keep).length, more: false });
  });
});

describe('a search', () => {
  it('finds a run by its id and by the beginning of one, at once', async () => {
    const row = world[5]!;
    expect(await pageThrough({ q: row.id.toUpperCase() }, 50)).toEqual([row.id]);
    const start = row.id.slice(0, 9);
    expect(await pageThrough({ q: start }, 50)).toEqual(reference((one) => one.id.startsWith(start), 'created', 'desc'));
  });

  it('finds a new goal at once, and roles, keys, titles and artifacts once the job has run', async () => {
    const id = await engine.create([task('mooring', [], { role: 'security_reviewer', title: 'Check the bollards' })], {
      goal: 'A quay\nfor   Zeppelins',
      inputs: [{ name: 'Berths-of-1911.csv', type: 'data', content: 'x' }],
    });
    const find = (q: string) => pageThrough({ q }, 50);
    expect(await find('quay for zepp')).toEqual([id]);
    expect(await find('bollards')).toEqual([]);
    const jobs = createSearchJobs({ db: engine.db, log: { info() {}, warn: () => expect.unreachable(), error() {} } });
    for (const job of jobs) await job.run(new AbortController().signal);
    for (const q of ['BOLLARDS', 'mooring', 'security_rev', 'berths-of-1911', 'zeppelin', 'ze']) expect(await find(q), q).toEqual([id]);
    await engine.runs.cancel(id, operator);
    expect(await engine.db.query({ text: 'SELECT run_id FROM run_search_due' })).toEqual([{ run_id: id }]);
    await engine.db.query({ text: 'DELETE FROM run_heads WHERE run_id = $1', values: [id] });
    expect(await find('zeppelin')).toEqual([]);
  });

  it('reads a run at work again once it has moved', async () => {
    const id = await engine.create(chain(1), { goal: 'Slow one' });
    const signal = new AbortController().signal;
    const [due, moved] = createSearchJobs({ db: engine.db, log: { info() {}, warn() {}, error() {} } });
    await due!.run(signal);
    await engine.db.query({
      text: `WITH h AS (UPDATE run_heads SET last_seq = last_seq + 1 WHERE run_id = $1)
        INSERT INTO artifacts (id, run_id, node, name, type, version, sha256, bytes, metadata, created_at)
        VALUES (signalbox_uuid7(), $1, 0, 'half-way.md', 'document', 1, 'x', 1, '{}', now())`,
      values: [id],
    });
    await moved!.run(signal);
    expect(await pageThrough({ q: 'half-way' }, 5)).toEqual([]);
    await engine.skew('2 minutes');
    await moved!.run(signal);
    expect(await pageThrough({ q: 'half-way' }, 5)).toEqual([id]);
    await engine.skew('0');
  });
});

it('lists a run under its new status in the moment it changes', async () => {
  const id = await engine.create(chain(2), { goal: 'Moved about' });
  const has = async (status: string) => (await pageThrough({ status, q: 'moved about' }, 50)).includes(id);
  expect([await has('running'), await has('paused')]).toEqual([true, false]);
  await engine.runs.pause(id, operator);
  expect([await has('running'), await has('paused')]).toEqual([false, true]);
  await engine.runs.cancel(id, operator);
  expect([await has('cancelled'), await has('paused')]).toEqual([true, false]);
});

it.each([
  { status: 'failed,asleep' },
  { status: '' },
  { since: '2h' },
  { since: 'yesterday' },
  { role: 'captain' },
  { failing: 'maybe' },
  { sort: 'progress' },
  { dir: 'up' },
  { reason: '' },
  { createdBy: 'a\u0000' },
])('refuses %j by name', (query) => {
  const { error } = listRunsSchema.safeParse(query);
  expect(error?.issues.map((issue) => issue.path[0])).toContain(Object.keys(query)[0]);
});

it('refuses a cursor of another order', async () => {
  const { nextCursor } = await engine.runs.list({ limit: 2, sort: 'spent' });
  await expect(engine.runs.list({ limit: 2, cursor: nextCursor! })).rejects.toMatchObject({ issues: [{ path: 'cursor' }] });
});
