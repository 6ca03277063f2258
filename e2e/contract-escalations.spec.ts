import { DEFAULT_DECISION, ESCALATION_TYPES, type EscalationDetail, type EscalationView } from '@/lib/contracts/escalation';
import type { LadderSettings } from '@/lib/contracts/ladder';
import type { RunDetail } from '@/lib/contracts/run';
import { login } from './support/login';
import type { Answer, RunApi } from './support/run-api';
import { expect, test } from './support/test';

interface Problem {
  code: string;
  detail: string;
  issues?: { path: string }[];
  decision?: { status: string; decidedBy?: string | null };
}

const BEGIN = { type: 'human', criteria: 'Somebody says when it begins.' };
/** Nothing of `work` begins before somebody says so; `aside` has nothing to do with it. */
const TASKS = [
  { key: 'begin', kind: 'gate', gate: BEGIN },
  { key: 'work', role: 'backend_engineer', prompt: 'Write the register.', dependsOn: ['begin'] },
  { key: 'ship', role: 'tech_lead', prompt: 'Ship the register.', dependsOn: ['work'] },
  { key: 'aside', role: 'tech_lead', prompt: 'Print a flyer.', dependsOn: ['begin'] },
];
const ABOUT = {
  type: 'quality_concern',
  title: 'Is the register good enough?',
  description: 'Two berths have one name.',
  priority: 'MEDIUM',
};
const NOWHERE = '01900000-0000-7000-8000-000000000000';

const readRun = (api: RunApi, id: string) => api.read<RunDetail>(`/runs/${id}`);
const statusesOf = async (api: RunApi, id: string) =>
  Object.fromEntries((await readRun(api, id)).tasks.map(({ key, status }) => [key, status]));
const until = (api: RunApi, id: string, statuses: Record<string, string>) =>
  expect.poll(() => statusesOf(api, id), { timeout: 40_000 }).toMatchObject(statuses);
const read = (api: RunApi, id: string) => api.read<EscalationDetail>(`/escalations/${id}`);
const post = <T = EscalationView>(api: RunApi, path: string, body: object, token?: string) =>
  api.call<T>(`/escalations${path}`, { method: 'POST', body, ...(token ? { token } : {}) });

function expectProblem(answer: Answer<unknown>, status: number, more: Partial<Problem> | RegExp = {}): void {
  const body = answer.body as Problem;
  expect(answer.status, JSON.stringify(body)).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  if (more instanceof RegExp) expect(body.detail).toMatch(more);
  else expect(body).toMatchObject(more);
}
/** 422 that names the field. */
function expectInvalid(answer: Answer<unknown>, path: string): void {
  expectProblem(answer, 422);
  expect((answer.body as Problem).issues?.map((issue) => issue.path)).toContain(path);
}

async function start(api: RunApi): Promise<string> {
  const { id } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'A register of berths', tasks: TASKS } });
  await until(api, id, { begin: 'WAITING' });
  return id;
}
async function begin(api: RunApi, runId: string): Promise<void> {
  const { items } = await api.read<{ items: EscalationView[] }>(`/escalations?runId=${runId}&type=gate_approval&status=open`);
  await api.read(`/escalations/${items[0]?.id}/decide`, { method: 'POST', body: { status: 'APPROVED' } });
}
async function asked(api: RunApi, runId: string, about: object = {}, token?: string): Promise<EscalationView> {
  const answer = await post(api, '', { runId, ...ABOUT, ...about }, token);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}
let names = 0;
async function tokenOf(api: RunApi, role: string): Promise<string> {
  names += 1;
  return (await api.read<{ token: string }>('/tokens', { method: 'POST', body: { name: `${role} ${names}`, role } })).token;
}
async function setLadder(api: RunApi, changes: object): Promise<void> {
  const { version } = await api.read<LadderSettings>('/settings/escalations');
  await api.read('/settings/escalations', { method: 'PUT', body: { baseVersion: version, ...changes } });
}

test('what is asked about a task holds what waits for it, and conditions are in the graph with the answer', async ({ api }) => {
  const runId = await start(api);
  const made = await asked(api, runId, { taskKey: 'work', priority: 'CRITICAL', context: { coverage: 71 } });
  expect(made).toMatchObject({
    ...{ runId, taskKey: 'work', type: 'quality_concern', tier: 'HUMAN', priority: 'CRITICAL', status: 'OPEN', subject: 'hold' },
    ...{ title: ABOUT.title, description: ABOUT.description, context: { coverage: 71 }, defaultDecision: 'reject' },
    ...{ askedBy: 'agent:work', blocks: 1, decidedBy: null },
  });
  expect(Date.parse(made.deadlineAt ?? '') - Date.parse(made.createdAt)).toBe(3_600_000);
  await begin(api, runId);
  await until(api, runId, { work: 'SUCCEEDED', aside: 'SUCCEEDED' });
  expect((await statusesOf(api, runId)).ship, 'its dependents wait; the rest went on').toBe('PENDING');

  const conditions = ['Give each berth a name of its own', 'Name the source'];
  const decided = await post(api, `/${made.id}/decide`, { status: 'APPROVED_WITH_CONDITIONS', conditions, note: 'Then yes.' });
  expect(decided.status).toBe(200);
  expect(decided.body).toMatchObject({ status: 'APPROVED_WITH_CONDITIONS', decision: 'approve', conditions, note: 'Then yes.' });
  const { tasks, graphVersion } = await readRun(api, runId);
  const graph = Object.fromEntries(tasks.map((one) => [one.key, one]));
  expect(graphVersion).toBe(2);
  expect(graph['condition-1']).toMatchObject({ kind: 'agent', role: 'backend_engineer', dependsOn: ['work'] });
  expect(graph['check-condition-2']).toMatchObject({ kind: 'gate', dependsOn: ['condition-2'], gate: { criteria: 'Name the source' } });
  expect(graph.ship?.dependsOn).toEqual(['work', 'check-condition-1', 'check-condition-2']);
  expect(graph.ship?.status).toBe('PENDING');
  await until(api, runId, { 'check-condition-1': 'SUCCEEDED', 'check-condition-2': 'SUCCEEDED', ship: 'SUCCEEDED' });
  const finished = Object.fromEntries((await readRun(api, runId)).tasks.map((one) => [one.key, one]));
  const checked = ['check-condition-1', 'check-condition-2'].map((key) => Date.parse(finished[key]?.finishedAt ?? ''));
  expect(Date.parse(finished.ship?.startedAt ?? ''), 'begun behind the checks').toBeGreaterThanOrEqual(Math.max(...checked));
  await expect.poll(async () => (await readRun(api, runId)).status, { timeout: 20_000 }).toBe('SUCCEEDED');

  const late = await post<Problem>(api, `/${made.id}/decide`, { status: 'REJECTED' }, await tokenOf(api, 'approver'));
  expectProblem(late, 409, { code: 'conflict', decision: { status: 'APPROVED_WITH_CONDITIONS', decidedBy: decided.body.decidedBy } });
});

test('whoever asked does not approve; who raises does not decide, who decides does not raise', async ({ api }) => {
  const runId = await start(api);
  const [operator, approver, viewer, admin] = await Promise.all(
    ['operator', 'approver', 'viewer', 'admin'].map((role) => tokenOf(api, role)),
  );
  for (const token of [approver, viewer]) expectProblem(await post(api, '', { runId, ...ABOUT }, token), 403, { code: 'forbidden' });
  const { id, askedBy } = await asked(api, runId, {}, operator);
  expect(askedBy).toMatch(/^token:operator/);
  for (const token of [operator, viewer]) {
    expectProblem(await post(api, `/${id}/decide`, { status: 'APPROVED' }, token), 403, { code: 'forbidden' });
    expectProblem(await post(api, `/${id}/snooze`, { until: null }, token), 403, { code: 'forbidden' });
    expectProblem(await post(api, `/${id}/reassign`, { to: null }, token), 403, { code: 'forbidden' });
  }
  const own = await asked(api, runId, {}, admin);
  expectProblem(await post(api, `/${own.id}/decide`, { status: 'APPROVED' }, admin), 403, /yourself/);
  expect((await read(api, own.id)).status).toBe('OPEN');
  // With a task named, its agent is the asker.
  const about = await asked(api, runId, { taskKey: 'work' }, admin);
  expect((await post(api, `/${about.id}/decide`, { status: 'APPROVED' }, admin)).status).toBe(200);
  expect((await post(api, `/${id}/decide`, { status: 'APPROVED' }, approver)).body.status).toBe('APPROVED');
  expect((await post(api, `/${own.id}/decide`, { status: 'REJECTED' }, approver)).body.status).toBe('REJECTED');
});

test('the first valid decision wins, however many come at once; two approvals need two people', async ({ api }) => {
  const runId = await start(api);
  const people = await Promise.all(Array.from({ length: 4 }, () => tokenOf(api, 'approver')));
  const one = await asked(api, runId);
  const answers = await Promise.all(people.map((token) => post(api, `/${one.id}/decide`, { status: 'APPROVED' }, token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  const winner = answers.find(({ status }) => status === 200)?.body.decidedBy;
  for (const lost of answers.filter(({ status }) => status === 409)) {
    expectProblem(lost, 409, { decision: { status: 'APPROVED', decidedBy: winner ?? '' } });
  }

  await setLadder(api, { types: { security_review: { approvalsNeeded: 2 } } });
  const two = await asked(api, runId, { type: 'security_review' });
  await setLadder(api, { types: { security_review: null } });
  const [ann, bob] = people as [string, string];
  const first = await post(api, `/${two.id}/decide`, { status: 'APPROVED' }, ann);
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({ status: 'OPEN', approvalsNeeded: 2, votes: [{ status: 'APPROVED' }] });
  expectProblem(await post(api, `/${two.id}/decide`, { status: 'APPROVED' }, ann), 409, /already/);
  expect((await post(api, `/${two.id}/decide`, { status: 'APPROVED' }, bob)).body).toMatchObject({ status: 'APPROVED', votes: [{}, {}] });
  expectProblem(await post(api, `/${two.id}/decide`, { status: 'APPROVED' }, bob), 409);
});

test('asked back, the clock stands until the answer; reassigned, delegated and put off', async ({ api, product }) => {
  const runId = await start(api);
  const [operator, approver] = await Promise.all([tokenOf(api, 'operator'), tokenOf(api, 'approver')]);
  const { id, deadlineAt } = await asked(api, runId, { priority: 'CRITICAL' }, operator);
  expectProblem(await post(api, `/${id}/answer`, { answer: 'Both.' }, operator), 409);
  const waiting = await post(api, `/${id}/ask`, { question: 'Which berths?' }, approver);
  expect(waiting.status).toBe(200);
  expect(waiting.body).toMatchObject({ status: 'OPEN', deadlineAt: null, askedBack: { question: 'Which berths?' } });
  expectProblem(await post(api, `/${id}/ask`, { question: 'And why?' }, await tokenOf(api, 'approver')), 409);
  expectProblem(await post(api, `/${id}/answer`, { answer: 'Both.' }, approver), 403, /yourself/);
  const answered = await post(api, `/${id}/answer`, { answer: 'K-07 and K-08.' }, operator);
  expect(answered.body.askedBack).toBeNull();
  expect(Date.parse(answered.body.deadlineAt ?? '')).toBeGreaterThanOrEqual(Date.parse(deadlineAt ?? ''));

  await login(product, { email: 'bea@example.com', role: 'approver' });
  await login(product, { email: 'vic@example.com', role: 'viewer' });
  const listed = async (filter: string) => {
    const { items } = await api.read<{ items: EscalationView[] }>(`/escalations?runId=${runId}&${filter}`);
    return items.some((one) => one.id === id);
  };
  expect((await post(api, `/${id}/reassign`, { to: 'bea@example.com' }, approver)).body.assignedTo).toBe('bea@example.com');
  expect([await listed('assignedTo=bea@example.com'), await listed('assignedTo=nobody')]).toEqual([true, false]);
  for (const to of ['vic@example.com', 'nobody@example.com']) {
    expectInvalid(await post(api, `/${id}/reassign`, { to }, approver), 'to');
    expectInvalid(await post(api, `/${id}/delegate`, { to }, approver), 'to');
  }
  expect((await post(api, `/${id}/reassign`, { to: null }, approver)).body.assignedTo).toBeNull();
  expect((await post(api, `/${id}/delegate`, { to: 'bea@example.com', note: 'On leave.' }, approver)).body.assignedTo).toBe(
    'bea@example.com',
  );

  const until = new Date(Date.now() + 600_000).toISOString();
  expect(Date.parse((await post(api, `/${id}/snooze`, { until }, approver)).body.snoozedUntil ?? '')).toBe(Date.parse(until));
  expect([await listed('snoozed=true'), await listed('snoozed=false')]).toEqual([true, false]);
  for (const wrong of [new Date(Date.now() + 86_400_000).toISOString(), '2020-01-01T00:00:00.000Z', 'tomorrow']) {
    expectInvalid(await post(api, `/${id}/snooze`, { until: wrong }, approver), 'until');
  }
  expect((await post(api, `/${id}/snooze`, { until: null }, approver)).body.snoozedUntil).toBeNull();
  const { entries } = await read(api, id);
  expect(entries.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['opened', 'asked', 'answered', 'assigned', 'delegated', 'snoozed']),
  );
});

test('an approval is taken back: what has not begun waits, and is asked anew', async ({ api }) => {
  const runId = await start(api);
  const { id } = await asked(api, runId, { taskKey: 'work' });
  expectProblem(await post(api, `/${id}/revoke`, { reason: 'Too early.' }), 409);
  const { body } = await post(api, `/${id}/decide`, { status: 'APPROVED' });
  expect(Date.parse(body.revocableUntil ?? '')).toBeGreaterThan(Date.now());
  expectInvalid(await post(api, `/${id}/revoke`, {}), 'reason');
  const revoked = await post(api, `/${id}/revoke`, { reason: 'Looked at the wrong register.' });
  expect(revoked.body).toMatchObject({ status: 'REVOKED', revokedBy: body.decidedBy });
  await begin(api, runId);
  const { items } = await api.read<{ items: EscalationView[] }>(`/escalations?runId=${runId}&status=open&type=quality_concern`);
  expect(items).toMatchObject([{ retryOf: id, tier: 'HUMAN', taskKey: 'work' }]);
  expect((await statusesOf(api, runId)).ship).toBe('PENDING');
  expectProblem(await post(api, `/${id}/revoke`, { reason: 'Again.' }), 409, { decision: { status: 'REVOKED' } });
  const refused = await asked(api, runId);
  await post(api, `/${refused.id}/decide`, { status: 'REJECTED' });
  expectProblem(await post(api, `/${refused.id}/revoke`, { reason: 'No.' }), 409);
});

test('lists filter whatever the case, and refuse what they do not know', async ({ api }) => {
  const runId = await start(api);
  const high = await asked(api, runId, { priority: 'HIGH', type: 'security_review', title: 'A token in plain text' });
  const low = await asked(api, runId, { priority: 'LOW' });
  await post(api, `/${low.id}/decide`, { status: 'REJECTED' });
  const ids = async (filter: string) =>
    (await api.read<{ items: EscalationView[] }>(`/escalations?runId=${runId}&${filter}`)).items.map((one) => one.id);
  for (const filter of ['status=open&priority=high', 'status=OPEN&priority=HIGH', 'status=Open&type=SECURITY_REVIEW', 'q=plain%20text']) {
    expect(await ids(filter), filter).toEqual([high.id]);
  }
  for (const filter of ['status=rejected', 'priority=Low']) expect(await ids(filter), filter).toEqual([low.id]);
  for (const [name, value] of [
    ['status', 'done'],
    ['priority', 'urgent'],
    ['type', 'x'],
    ['tier', 'boss'],
    ['snoozed', 'perhaps'],
    ['cursor', 'x'],
  ]) {
    const answer = await api.call<Problem>(`/escalations?${name}=${value}`);
    expect([400, 422], `${name}=${value}`).toContain(answer.status);
    expect(answer.body.issues?.[0]?.path ?? answer.body.detail).toContain(name);
  }
});

test('what is wrong is named, and changes nothing', async ({ api }) => {
  const runId = await start(api);
  const wrong: [object, string][] = [
    [{ runId: 'x' }, 'runId'],
    [{ taskKey: 'nowhere' }, 'taskKey'],
    [{ type: 'gossip' }, 'type'],
    [{ priority: 'URGENT' }, 'priority'],
    [{ title: '' }, 'title'],
    [{ description: undefined }, 'description'],
    [{ type: 'budget_override', context: { requestedAmount: -1 } }, 'context.requestedAmount'],
  ];
  for (const [more, path] of wrong) expectInvalid(await post(api, '', { runId, ...ABOUT, ...more }), path);
  expectProblem(await post(api, '', { ...ABOUT, runId: NOWHERE }), 404, { code: 'not_found' });
  expect((await api.read<{ items: unknown[] }>(`/escalations?runId=${runId}`)).items, 'only the gate’s own').toHaveLength(1);

  const { id } = await asked(api, runId);
  const words: [object, string][] = [
    [{ status: 'APPROVED_WITH_CONDITIONS' }, 'conditions'],
    [{ status: 'APPROVED_WITH_CONDITIONS', conditions: [] }, 'conditions'],
    [{ status: 'APPROVED_WITH_CONDITIONS', conditions: ['  '] }, 'conditions.0'],
    [{ status: 'APPROVED', conditions: ['Add rate limiting'] }, 'conditions'],
    [{ status: 'MAYBE' }, 'status'],
    [{ status: 'APPROVED', action: { kind: 'raise_budget', amountUsd: 5 } }, 'action'],
  ];
  const approver = await tokenOf(api, 'approver');
  for (const [word, path] of words) expectInvalid(await post(api, `/${id}/decide`, word, approver), path);
  for (const verb of ['decide', 'ask', 'answer', 'reassign', 'delegate', 'snooze', 'revoke']) {
    const body = {
      decide: { status: 'APPROVED' },
      ask: { question: 'x' },
      answer: { answer: 'x' },
      delegate: { to: 'a@b.example' },
      snooze: { until: null },
      revoke: { reason: 'x' },
    };
    const answer = await post(api, `/${NOWHERE}/${verb}`, body[verb as keyof typeof body] ?? { to: null });
    expectProblem(answer, 404, { code: 'not_found' });
  }
  expect((await read(api, id)).status).toBe('OPEN');
  await api.read(`/runs/${runId}/cancel`, { method: 'POST' });
  expect((await read(api, id)).status).toBe('SUPERSEDED');
  expectProblem(await post(api, `/${id}/decide`, { status: 'APPROVED' }, approver), 409);
  // A run that has ended can be asked about all the same: nothing waits for the answer.
  const late = await asked(api, runId, { taskKey: 'work' });
  expect(late).toMatchObject({ status: 'OPEN', subject: 'none', blocks: 0 });
});

test('each of the seven types climbs to people and ends in its default where nobody decides', async ({ api }) => {
  // Each run is kept alive by its first gate, which was asked about before the ladder became so quick.
  const runs = await Promise.all(ESCALATION_TYPES.map(async (type) => ({ type, runId: await start(api) })));
  const quick = { seconds: { AGENT: 1, LEAD_AGENT: 1, HUMAN: 1 } };
  await setLadder(api, { types: Object.fromEntries(ESCALATION_TYPES.map((type) => [type, quick])) });
  try {
    const made = await Promise.all(
      runs.map(async (one) => ({ ...one, id: (await asked(api, one.runId, { type: one.type, taskKey: 'work' })).id })),
    );
    for (const { type, runId, id } of made) {
      await expect.poll(async () => (await read(api, id)).status, { timeout: 30_000, message: type }).toBe('AUTO_DECIDED');
      const { decision, decidedBy, entries } = await read(api, id);
      expect({ decision, decidedBy }, type).toEqual({ decision: DEFAULT_DECISION[type], decidedBy: 'clock' });
      expect(
        entries.filter(({ kind }) => kind === 'tier').map(({ data }) => data.tier),
        type,
      ).toEqual(['LEAD_AGENT', 'HUMAN']);
      if (DEFAULT_DECISION[type] === 'pause')
        expect(await readRun(api, runId)).toMatchObject({ status: 'PAUSED', statusReason: 'escalation' });
    }
  } finally {
    await setLadder(api, { types: Object.fromEntries(ESCALATION_TYPES.map((type) => [type, null])) });
  }
});
