import { gunzipSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Words } from '@/lib/contracts/live';
import { createOrchestrator, type Orchestrator } from '@/server/composition';
import type { Caller } from '@/server/core/access/caller';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createBuiltinModel } from '@/server/infra/model/builtin-model';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { until } from '@/test/engine/until';
import { passedOn, type RecordedRequest, type ScriptedModel, type ScriptedReply, startScriptedModel } from '@/test/scripted-model';
import { appRouter } from './router';
import { createCallerFactory } from './trpc';

const KEY = ['AKIA', 'IOSFODNN7ABCDEFG'].join('');
const CARD = '4111 1111 1111 1111';
const ADDRESS = ['postgres://svc:', 'Tr0ub4dor9@db.corp.internal/app'].join('');
const PLANTED = [KEY, CARD, ADDRESS];
const QUOTED = `It says ${PLANTED.join(', ')}.`;

// The library's type names each procedure; here they are walked as a table.
const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
const QUERIES = Object.keys(procedures).filter((name) => procedures[name]?._def.type === 'query');
/** Nothing of a run passes these. */
const OF_NO_RUN =
  /^(tokens|users|invitations|account|agents|views|models|mcp|system|settings|schedules|webhooks|workflows\.(list|get|version|versions)$|notifications\.(settings|webhookSecret|preferences)|escalations\.deciders|runs\.count|deadLetters\.counts)/;

let database: TestDatabase;
let app: Orchestrator;
let model: ScriptedModel;
let worker: { stop(): Promise<void> };
let run = '';
const ids: Record<string, string> = {};
const words: string[] = [];
let letGo = () => {};
const held = new Promise<void>((resolve) => {
  letGo = resolve;
});

function promptOf({ body }: RecordedRequest): string {
  const user = body.messages.find(({ role }) => role === 'user')?.content ?? '';
  return user.slice(user.lastIndexOf('\n') + 1);
}

/** One agent writes it down, says it and hands it on; another has heard of it and fails with it, a third asks about it. */
async function reply(request: RecordedRequest): Promise<ScriptedReply> {
  const passed = passedOn(request);
  if (passed) return passed;
  const turns = request.body.messages.filter(({ role }) => role === 'assistant').length;
  const call = (name: string, args: object): ScriptedReply => ({ text: QUOTED, toolCalls: [{ name, arguments: args }] });
  switch (promptOf(request)) {
    case 'do write':
      if (turns === 0) return call('write_artifact', { name: 'config.md', type: 'document', content: QUOTED, metadata: { as: KEY } });
      return call('finish', { summary: QUOTED, outputs: { address: ADDRESS } });
    case 'do echo':
      await held;
      return { status: 400, body: { error: { message: QUOTED } } };
    default:
      await held;
      return call('escalate', { type: 'quality_concern', question: QUOTED, details: QUOTED });
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  model = await startScriptedModel(reply);
  app = createOrchestrator({
    ...{ databaseUrl: database.url, databaseDirectUrl: database.url, redisUrl: null, poolSize: 10 },
    builtinModel: createBuiltinModel(
      { baseUrl: model.url, apiKey: null, models: { economy: null, standard: null, premium: null } },
      { offlineCharsPerSecond: 0 },
    ),
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    ...{ secret: 'a secret of the tests, long enough', secure: false, apiToken: null, requestsPerSecond: 100 },
    mcpConfig: { path: '/nonexistent/mcp.json', origin: 'data_folder' },
    ...{ leaseMs: 15_000, costBlockThreshold: 1, version: 'test', publicUrl: () => 'http://box' },
  });
  await app.ready();
  await app.bus.subscribe((message) => {
    if (message.kind === 'words') words.push((message as Words).text);
  });
  const of = (key: string, more: object = {}) => ({ key, role: 'backend_engineer', prompt: `do ${key}`, maxAttempts: 1, ...more });
  const outputs = { type: 'object', properties: { address: { type: 'string' } }, required: ['address'] };
  const tasks = [of('write', { outputs }), of('use', { dependsOn: ['write'] }), of('echo'), of('ask')];
  run = ((await send('runs.create', { goal: 'The berths', tasks })) as { id: string }).id;
  app.bus.publish({ kind: 'watch', runId: run, ttlMs: 60_000, fresh: true });
  worker = await app.startWorker({ slots: 4 });
  const open = () => app.services.escalations.list({ runId: run, limit: 50 });
  await until('what was written to be held', async () => (await open()).items.find(({ type }) => type === 'sensitive_data'));
  letGo();
  const asked = await until('the agent to ask', async () => (await open()).items.find(({ type }) => type === 'quality_concern'));
  ids.escalation = asked.id;
  const letters = () => app.services.deadLetters.list({ runId: run, limit: 5 });
  const letter = await until('the task to fail', async () => (await letters()).items[0]);
  Object.assign(ids, { letter: letter.id, fingerprint: letter.fingerprint });
  ids.artifact = (await app.services.artifacts.list(run))[0]?.id ?? '';
  await send('escalations.create', {
    runId: run,
    type: 'quality_concern',
    title: QUOTED,
    description: QUOTED,
    priority: 'LOW',
    context: { note: QUOTED },
  });
  await send('escalations.delegate', { escalationId: ids.escalation, to: 'admin@example.com' }).catch(() => undefined);
  await send('edits.create', {
    runId: run,
    baseVersion: 1,
    reason: QUOTED,
    operations: [{ op: 'addTask', task: of('late', { title: QUOTED.slice(0, 100), prompt: QUOTED, dependsOn: ['use'] }) }],
  });
  ids.checkpoint = ((await send('checkpoints.create', { runId: run, label: QUOTED })) as { id: string }).id;
  ids.fork = ((await send('checkpoints.resume', { checkpointId: ids.checkpoint, mode: 'fork', start: false })) as { runId: string }).runId;
});
afterAll(async () => {
  await worker?.stop();
  await app?.close();
  await model?.close();
  await database?.drop();
});

/** One call through the same procedures as every door. */
function send(name: string, body: object): Promise<unknown> {
  const caller: Caller = { kind: 'token', id: 'test', name: 'test', role: 'admin' };
  const reportError = () => 'none';
  // The same: called by a name that is only known here.
  const api = createCallerFactory(appRouter)({ caller, services: app.services, idempotencyKey: null, reportError }) as unknown as Record<
    string,
    Record<string, (input: object) => Promise<unknown>>
  >;
  const [noun = '', verb = ''] = name.split('.');
  return api[noun]?.[verb]?.(body) ?? Promise.reject(new Error(`There is no ${name}`));
}

/** What each query is asked for; more than one where it has several faces. */
const ASKED: Record<string, () => object[]> = {
  'runs.list': () => [{}, { q: 'berths' }],
  'runs.get': () => [{ runId: run }, { runId: ids.fork }],
  'runs.plan': () => [{ runId: run }],
  'runs.events': () => [{ runId: run }, { runId: ids.fork }],
  'runs.timeline': () => [{ runId: run }],
  'runs.stateAt': () => [{ runId: run, seq: 5 }],
  'artifacts.list': () => [{ runId: run }],
  'artifacts.page': () => [{ runId: run }, { runId: ids.fork }],
  'artifacts.get': () => [{ artifactId: ids.artifact }],
  'tasks.list': () => [{}, { outcome: 'failed' }],
  'tasks.get': () => ['write', 'use', 'echo', 'ask', 'late'].map((key) => ({ runId: run, key })),
  'tasks.turns': () => ['write', 'echo', 'ask'].map((key) => ({ runId: run, key })),
  'tasks.text': () => [
    { runId: run, key: 'write', part: 'text', conversation: 1, turn: 1 },
    { runId: run, key: 'write', part: 'arguments', conversation: 1, turn: 1, index: 0 },
    { runId: run, key: 'write', part: 'text', conversation: 1, turn: 1, after: 12 },
  ],
  'tasks.search': () => ['It says', ...PLANTED, KEY.slice(0, 6), CARD.slice(5, 12)].map((q) => ({ runId: run, key: 'write', q })),
  'audit.list': () => [{}],
  'checkpoints.list': () => [{ runId: run }],
  'checkpoints.get': () => [{ checkpointId: ids.checkpoint }],
  'checkpoints.compare': () => [{ checkpointId: ids.checkpoint, otherId: ids.fork }],
  'checkpoints.compareRuns': () => [{ runId: run, otherRunId: ids.fork }],
  'edits.graph': () => [{ runId: run }],
  'edits.list': () => [{ runId: run }],
  'edits.get': () => [{ runId: run, version: 2 }],
  'approvals.list': () => [{}],
  'escalations.list': () => [{}, { runId: run }],
  'escalations.waiting': () => [{ runId: run }],
  'escalations.get': () => [{ escalationId: ids.escalation }],
  'escalations.inbox': () => [{}],
  'escalations.history': () => [{}],
  'escalations.stats': () => [{}],
  'proposals.list': () => [{ runId: run }],
  'deadLetters.list': () => [{}],
  'deadLetters.get': () => [{ deadLetterId: ids.letter }],
  'incidents.list': () => [{}],
  'incidents.get': () => [{ fingerprint: ids.fingerprint }],
  'conditions.preview': () => [{ runId: run, after: 'write', condition: 'outputs.write.address != ""' }],
  'search.find': () => [{ q: 'berths' }, { q: 'It says' }],
  'dashboard.overview': () => [{}],
  'workflows.draftOfRun': () => [{ runId: run }],
  'notifications.deliveries': () => [{}],
};

/** Asked about by id, which nothing here has: `escalations.find` says what kind a question is, the others are of calls and edits that agents propose. */
const NOT_HERE = new Set(['approvals.get', 'proposals.preview', 'proposals.get', 'escalations.find']);

function leaks(text: string): string[] {
  return PLANTED.filter((word) => text.includes(word) || text.includes(JSON.stringify(word).slice(1, -1)));
}

it('asks every query of the programming interface', () => {
  const asked = (name: string) => name in ASKED || NOT_HERE.has(name) || OF_NO_RUN.test(name);
  expect(
    QUERIES.filter((name) => !asked(name)),
    'a new query: say above what it is asked for',
  ).toEqual([]);
});

describe('what is kept back', () => {
  it.each(Object.keys(ASKED))('does not leave by %s', async (name) => {
    for (const input of ASKED[name]?.() ?? []) {
      const answer = JSON.stringify(await send(name, input));
      expect(leaks(answer), `${name} ${JSON.stringify(input)}`).toEqual([]);
    }
  });

  it('stands in the answers as stars', async () => {
    const answer = JSON.stringify(await send('artifacts.get', { artifactId: ids.artifact ?? '' }));
    for (const word of PLANTED) expect(answer).toContain('*'.repeat(word.length));
  });

  it('is not told by a search within it', async () => {
    for (const q of [KEY.slice(0, 6), CARD.slice(5, 12)]) {
      expect(await send('tasks.search', { runId: run, key: 'write', q })).toMatchObject({ items: [] });
    }
    expect(await send('tasks.search', { runId: run, key: 'write', q: 'It says' })).not.toMatchObject({ items: [] });
  });

  it('does not leave in files', async () => {
    const bytesOf = async (body: AsyncIterable<Uint8Array>) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of body) pieces.push(piece);
      return Buffer.concat(pieces);
    };
    const { artifacts, checkpoints, audit } = app.services;
    const zip = unzipSync(await bytesOf((await artifacts.export(run)).body));
    expect(
      leaks(
        Object.entries(zip)
          .map(([name, file]) => name + strFromU8(file))
          .join('\n'),
      ),
    ).toEqual([]);
    expect(leaks(gunzipSync(await bytesOf((await checkpoints.export(ids.checkpoint ?? '')).body)).toString())).toEqual([]);
    for (const format of ['csv', 'jsonl'] as const) {
      expect(leaks((await bytesOf(audit.export({ format }).body)).toString())).toEqual([]);
    }
  });

  it('is not said while its agent speaks', () => {
    const said = words.join('');
    expect(said).toContain('It says');
    expect(leaks(said)).toEqual([]);
    for (const piece of [KEY.slice(0, 8), CARD.slice(0, 9), 'Tr0ub4dor9']) expect(said).not.toContain(piece);
  });

  it('is not handed to other agents', async () => {
    const others = model.requests.filter((request) => promptOf(request) !== 'do write');
    expect(others.length).toBeGreaterThan(0);
    expect(leaks(JSON.stringify(others.map(({ body }) => body.messages.filter(({ role }) => role === 'user'))))).toEqual([]);
  });

  it('is shown once all of it is approved', async () => {
    const { items } = await app.services.escalations.list({ runId: run, status: 'OPEN', limit: 50 });
    const approver = { kind: 'user', id: 'u', name: 'ada@example.com', role: 'approver' } as const;
    for (const { id, type } of items)
      if (type === 'sensitive_data') await app.services.escalations.decide({ escalationId: id, status: 'APPROVED' }, approver);
    const answer = JSON.stringify(await send('artifacts.get', { artifactId: ids.artifact ?? '' }));
    expect(leaks(answer)).toEqual(PLANTED);
  });
});
