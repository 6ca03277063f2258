import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Orchestrator } from '@/server/composition';
import type { Caller } from '@/server/core/access/caller';
import type { Ruling } from '@/server/core/ports/task-runner';
import { taskIdOf } from '@/server/core/task/task-id';
import { settleRuling } from '@/server/engine/settle-ruling';
import { tick } from '@/server/engine/tick';
import { openClient } from '@/test/client';
import { until } from '@/test/engine/until';
import { openOrchestrator } from '@/test/orchestrator';
import type { ProcedureMeta } from './meta';
import { appRouter } from './router';
import { createCallerFactory } from './trpc';

// The library's type names each procedure; here they are walked as a table.
const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { meta?: ProcedureMeta } }>;
const CREATING = Object.keys(procedures).filter((name) => {
  const http = procedures[name]?._def.meta?.http;
  return http?.method === 'POST' && (http.status === 201 || http.idempotent);
});

const TASKS = [{ key: 'a', role: 'project_manager', prompt: 'p' }];
const WORKFLOW = { title: 'Berths', goal: 'Plan the berths', tasks: TASKS };
/** A body for each call that creates; `n` makes it another one. */
const BODIES: Record<string, (n: number) => object> = {
  'runs.create': (n) => ({ goal: `Run ${n}`, tasks: TASKS }),
  'tokens.create': (n) => ({ name: `token ${n}`, role: 'viewer' }),
  'workflows.create': (n) => ({ key: `berths_${n}`, ...WORKFLOW }),
  'schedules.create': (n) => ({ key: 'wf', name: `At ${n}`, cron: `${n % 60} 5 * * *` }),
  'webhooks.create': (n) => ({ key: 'wf', name: `Hook ${n}` }),
  'users.passwordLink': (n) => ({ userId: people[n % people.length] }),
  'checkpoints.create': (n) => ({ runId: run, label: `As of ${n}` }),
  'checkpoints.resume': (n) => ({ checkpointId: kept[n % kept.length], mode: 'fork' }),
  'edits.create': (n) => ({
    runId: live[n % live.length],
    baseVersion: 1,
    operations: [{ op: 'addTask', task: { ...TASKS[0], key: 'b' } }],
  }),
  'edits.undo': (n) => ({ runId: edited[n % edited.length], version: 2 }),
  'deadLetters.replay': (n) => ({ deadLetterId: letters[n % letters.length] }),
  'escalations.create': (n) => ({ runId: run, type: 'quality_concern', title: `As of ${n}`, description: 'Look.', priority: 'LOW' }),
  'escalations.decide': (n) => ({ escalationId: questions[n % questions.length], status: 'APPROVED' }),
  'escalations.revoke': (n) => ({ escalationId: approved[n % approved.length], reason: 'Too early.' }),
  'escalations.ask': (n) => ({ escalationId: open[n % open.length], question: 'Why?' }),
  'escalations.answer': (n) => ({ escalationId: askedBack[n % askedBack.length], answer: 'Because.' }),
  'escalations.reassign': (n) => ({ escalationId: open[n % open.length], to: null }),
  'escalations.delegate': (n) => ({ escalationId: open[n % open.length], to: 'approver@example.com' }),
  'escalations.snooze': (n) => ({ escalationId: open[n % open.length], until: null }),
  'invitations.create': (n) => ({ email: `somebody${n}@example.com`, role: 'viewer' }),
};

let close: () => Promise<void>;
let url: string;
let app: Orchestrator;
let people: string[] = [];
let run = '';
const kept: string[] = [];
const letters: string[] = [];
/** Each is edited once. */
const live: string[] = [];
const edited: string[] = [];
let questions: string[] = [];
let approved: string[] = [];
/** Of those nobody decides. */
let open: string[] = [];
/** Of those, somebody waits for an answer. */
let askedBack: string[] = [];
let made = 0;
const next = () => ++made;

beforeAll(async () => {
  ({ app, url, close } = await openOrchestrator({ poolSize: 10 }));
  const users = await app.db.query<{ id: string }>({
    text: `INSERT INTO users (email, name, role) SELECT 'user' || n || '@example.com', 'x', 'viewer' FROM generate_series(1, 50) n RETURNING id`,
  });
  people = users.map(({ id }) => id);
  await send('workflows.create', { key: 'wf', ...WORKFLOW }, 'wf');
  const idOf = async (name: string, body: object) => ((await send(name, body, null)) as { id: string }).id;
  run = await idOf('runs.create', { goal: 'The berths', tasks: TASKS });
  const tides = Array.from({ length: 50 }, (_, n) => ({ ...TASKS[0], key: `t${n}` }));
  const failing = await idOf('runs.create', { goal: 'The tides', tasks: tides });
  for (let n = 0; n < 50; n += 1) {
    const letter = await app.dlq.sendToDlq(taskIdOf(failing, n), { errorMessage: `It failed in way ${n}` });
    letters.push(letter.id);
  }
  for (let n = 0; n < 50; n += 1) live.push(await idOf('runs.create', { goal: `The buoys ${n}`, tasks: TASKS }));
  for (let n = 0; n < 50; n += 1) {
    edited.push(await idOf('runs.create', { goal: `The moorings ${n}`, tasks: [...TASKS, { ...TASKS[0], key: 'c' }] }));
    await send('edits.create', { runId: edited[n], baseVersion: 1, operations: [{ op: 'removeTask', key: 'c' }] }, null);
  }
  questions = await openQuestions();
  approved = await openQuestions();
  for (const escalationId of approved) await send('escalations.decide', { escalationId, status: 'APPROVED' }, null);
  open = await openQuestions();
  askedBack = await openQuestions();
  const approver = { kind: 'user', id: randomUUID(), name: 'approver@example.com', role: 'approver' } as const;
  await app.db.query({ text: `INSERT INTO users (email, name, role) VALUES ('approver@example.com', 'x', 'approver')` });
  for (const escalationId of askedBack) await app.services.escalations.ask({ escalationId, question: 'Why?' }, approver);
  for (let n = 0; n < 50; n += 1) kept.push(await idOf('checkpoints.create', { runId: run, label: `Before ${n}` }));
});
afterAll(async () => {
  await close();
});

const claim = async () => (await tick(app.db, randomUUID(), [], 200)).claimed;

/** Branches of a run that wait for somebody's word: each can be decided by itself. */
async function openQuestions(): Promise<string[]> {
  const branches = Array.from({ length: 50 }, (_, n) => ({
    key: `b${n}`,
    kind: 'branch',
    branch: { condition: 'true', ifTrue: [], ifFalse: [] },
  }));
  const { id } = (await send('runs.create', { goal: 'The ways', tasks: [...TASKS, ...branches] }, null)) as { id: string };
  const ruling: Ruling = { kind: 'undecided', reason: 'It is not there.', missing: 'x', judgement: null };
  // Each run has its share of a claim: until there is nothing left of this one.
  for (let claimed = await claim(); claimed.length > 0; claimed = await claim()) {
    for (const task of claimed.filter(({ runId, node }) => runId === id && node > 0)) {
      await app.db.transaction((tx) => settleRuling(tx, task, ruling, 'engine'));
    }
  }
  return (await app.services.escalations.list({ runId: id, limit: 200 })).items.map((one) => one.id);
}

/** One call through the same procedures as every door. */
function send(name: string, body: object, key: string | null): Promise<unknown> {
  const caller: Caller = { kind: 'token', id: 'test', name: 'test', role: 'admin' };
  const reportError = () => 'none';
  // The same: called by a name that is only known here.
  const api = createCallerFactory(appRouter)({ caller, services: app.services, idempotencyKey: key, reportError }) as unknown as Record<
    string,
    Record<string, (input: object) => Promise<unknown>>
  >;
  const [noun = '', verb = ''] = name.split('.');
  return api[noun]?.[verb]?.(body) ?? Promise.reject(new Error(`There is no ${name}`));
}

/** Each creation leaves one entry. */
async function created(): Promise<number> {
  const [row] = await app.db.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM audit_log' });
  return row?.n ?? 0;
}

it('every POST that creates honours the key', () => {
  expect(CREATING.filter((name) => !procedures[name]?._def.meta?.http?.idempotent)).toEqual([]);
  expect(
    CREATING.filter((name) => !(name in BODIES)),
    'a new creation: give it a body above',
  ).toEqual([]);
});

describe.each(CREATING)('%s', (name) => {
  const body = (n: number) => BODIES[name]?.(n) ?? {};

  it('makes one thing of eight calls at once, and all hear the same; another body is refused', async () => {
    const [before, n] = [await created(), next()];
    const key = `${name} ${n}`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(name, body(n), key)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await created()).toBe(before + 1);
    await expect(send(name, body(next()), key)).rejects.toMatchObject({ cause: { code: 'idempotency_mismatch', status: 422 } });
    expect(await created()).toBe(before + 1);
  });

  it('leaves nothing of a process that died between insert and answer, and the call that waited for it creates', async () => {
    const [before, n] = [await created(), next()];
    const key = `${name} ${n}`;
    const gate = await openClient(url);
    onTestFinished(() => gate.end());
    await gate.query('BEGIN; LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE');
    const first = send(name, body(n), key).then(
      () => 'answered',
      () => 'died',
    );
    const blocked = async (count: number) => {
      const { rows } = await gate.query<{ pid: number; query: string }>(
        `SELECT pid, query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' ORDER BY query_start`,
      );
      return rows.length === count ? rows : null;
    };
    const [writer] = await until('the first call to be in the middle of it', () => blocked(1));
    const second = send(name, body(n), key);
    await until('the second call to wait for it', () => blocked(2));
    await gate.query('SELECT pg_terminate_backend($1)', [writer?.pid]);
    expect(await first).toBe('died');
    await gate.query('COMMIT');
    const answer = await second;
    expect(await created()).toBe(before + 1);
    // Its answer may be lost on the way: asked again, it is the same.
    expect(await send(name, body(n), key)).toEqual(answer);
    expect(await created()).toBe(before + 1);
  });
});

it('a key of another edit is refused as such, not as stale or undone', async () => {
  const runId = live[next() % live.length];
  const operations = [{ op: 'addTask', task: { ...TASKS[0], key: 'b' } }];
  const mismatch = { cause: { code: 'idempotency_mismatch', status: 422 } };
  await send('edits.create', { runId, baseVersion: 1, operations }, 'one edit');
  await expect(send('edits.create', { runId, baseVersion: 1, operations, reason: 'x' }, 'one edit')).rejects.toMatchObject(mismatch);
  await send('edits.undo', { runId, version: 2 }, 'one undo');
  await expect(send('edits.undo', { runId, version: 2, reason: 'x' }, 'one undo')).rejects.toMatchObject(mismatch);
});
