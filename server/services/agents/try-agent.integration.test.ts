import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TryAgentInput, type TryEvent, tryAgentSchema } from '@/lib/contracts/agent-try';
import type { Caller } from '@/server/core/access/caller';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createModelClient } from '@/server/infra/model/create-model-client';
import { createTaskRunner } from '@/server/worker/runners/task-runner';
import { type Engine, openEngine, quietLog } from '@/test/engine/open-engine';
import { type Script, type ScriptedModel, startScriptedModel } from '@/test/scripted-model';
import { type AgentsService, createAgentsService } from './create-agents-service';

const admin: Caller = { kind: 'user', id: 'u1', name: 'ada@example.com', role: 'admin' };
let engine: Engine;
let scripted: ScriptedModel;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(async () => {
  await scripted.close();
  await engine.close();
});

async function serve(script: Script): Promise<AgentsService> {
  scripted = await startScriptedModel(script);
  const models = { economy: 'gpt-5-nano', standard: 'gpt-5-mini', premium: 'gpt-5.2' };
  const config = { baseUrl: scripted.url, apiKey: null, models, offline: false, stallMs: 5_000 };
  const model = createModelClient(config, { clock: systemClock });
  const common = { model, log: quietLog, clock: systemClock };
  return createAgentsService({
    ...common,
    db: engine.db,
    randomId: randomUUID,
    runnerOver: (store) => createTaskRunner({ ...common, store }),
  });
}

async function talk(agents: AgentsService, input: TryAgentInput, signal = new AbortController().signal): Promise<TryEvent[]> {
  const events: TryEvent[] = [];
  for await (const event of await agents.try(tryAgentSchema.parse(input), admin, signal)) events.push(event);
  return events;
}
const audits = () =>
  engine.db.query<{ action: string; target_id: string; after: Record<string, unknown> }>({ text: 'SELECT * FROM audit_log ORDER BY id' });
const spoken = (events: TryEvent[]) => events.flatMap((event) => (event.type === 'words' ? [event.text] : [])).join('');

it('a draft speaks with its own prompt, works on artifacts in memory, and leaves its cost in the audit log alone', async () => {
  const agents = await serve([
    { text: 'I look.', toolCalls: [{ name: 'read_artifact', arguments: { name: 'notes.md' } }] },
    { toolCalls: [{ name: 'write_artifact', arguments: { name: 'flow.md', type: 'document', content: '# Flow' } }] },
    { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] },
  ]);
  const events = await talk(agents, {
    role: 'ux_engineer',
    draft: { prompt: 'You are terse.', tier: 'premium' },
    message: 'Draw the sign-in.',
    documents: [{ name: 'notes.md', type: 'document', content: 'Two fields.' }],
  });
  const [first] = events;
  expect(first).toMatchObject({ type: 'started', model: 'gpt-5.2', tier: 'premium' });
  const [request] = scripted.requests;
  expect(request?.body.messages[0]?.content).toMatch(/^You are terse\./);
  expect(request?.body.messages[1]?.content).toMatch(/Two fields\.[\s\S]*Draw the sign-in\.$/);
  expect(request?.body.model).toBe('gpt-5.2');
  expect(spoken(events)).toBe('I look.');
  expect(events.filter((event) => event.type === 'tools')).toMatchObject([
    { outcomes: [{ ok: true, result: expect.stringContaining('Two fields.') }], artifacts: [] },
    { artifacts: [{ name: 'flow.md', content: '# Flow' }] },
    { outcomes: [{ ok: true }] },
  ]);
  const ended = events.at(-1);
  expect(ended).toMatchObject({ type: 'ended', outcome: 'finished', totals: { turns: 3, inputTokens: 3000, outputTokens: 300 } });
  const cost = ended?.type === 'ended' ? ended.totals.costUsd : 0;
  expect(cost).toBeGreaterThan(0);
  expect(await audits()).toMatchObject([
    { action: 'agent.try', target_id: 'ux_engineer', after: { drafted: ['prompt', 'tier'], outcome: 'finished', turns: 3, costUsd: cost } },
  ]);
  expect((await agents.get('ux_engineer')).version).toBe(0);
  const counts = await engine.db.query({ text: 'SELECT (SELECT count(*) FROM runs) AS runs, (SELECT count(*) FROM turns) AS turns' });
  expect(counts).toEqual([{ runs: 0, turns: 0 }]);
});

it('a second message goes on where the first ended', async () => {
  const agents = await serve([{ text: 'Which form?' }, { text: 'A table, then.' }]);
  const events = await talk(agents, { role: 'tech_lead', message: 'Design it.' });
  const turn = events.find((event) => event.type === 'turn');
  const written = events.flatMap((event) => (event.type === 'tools' ? event.artifacts : []));
  expect(turn).toMatchObject({ text: 'Which form?' });
  await talk(agents, {
    role: 'tech_lead',
    message: 'As a table.',
    earlier: { task: 'Design it.', turns: [{ text: 'Which form?', toolCalls: [], feedback: null }], artifacts: written },
  });
  expect(scripted.requests[1]?.body.messages.slice(2)).toMatchObject([
    { role: 'assistant', content: 'Which form?' },
    { role: 'user', content: 'As a table.' },
  ]);
});

it('the planner gives a plan and no run', async () => {
  const plan = { tasks: [{ key: 'a', title: 'A', role: 'tech_lead', prompt: 'Do a.', dependsOn: [] }] };
  const agents = await serve([{ text: JSON.stringify(plan) }]);
  const events = await talk(agents, { role: 'planner', message: 'Plan it.', goal: 'A tide table' });
  expect(events.find((event) => event.type === 'tools')).toMatchObject({ artifacts: [{ name: 'plan.json' }] });
  expect(events.at(-1)).toMatchObject({ outcome: 'finished' });
});

it('ends after its turns, and says so', async () => {
  const agents = await serve(() => ({ toolCalls: [{ name: 'list_artifacts', arguments: {} }] }));
  const events = await talk(agents, { role: 'tech_lead', message: 'Go on for ever.' });
  expect(events.at(-1)).toMatchObject({ outcome: 'stopped', message: expect.stringContaining('used up'), totals: { turns: 12 } });
  expect(scripted.requests).toHaveLength(12);
});

it('stopped in the middle of a word, it cuts the call and is audited', async () => {
  const agents = await serve([{ stallAfter: 'I begin ' }]);
  const stop = new AbortController();
  const events: TryEvent[] = [];
  for await (const event of await agents.try(tryAgentSchema.parse({ role: 'tech_lead', message: 'Go.' }), admin, stop.signal)) {
    events.push(event);
    if (event.type === 'words') stop.abort();
  }
  expect(events.at(-1)).toMatchObject({ type: 'ended', outcome: 'stopped', totals: { turns: 0 } });
  expect(await audits()).toMatchObject([{ after: { outcome: 'stopped' } }]);
});

it('left by its reader, it stops as well', async () => {
  const agents = await serve([{ stallAfter: 'I begin ' }]);
  for await (const event of await agents.try(
    tryAgentSchema.parse({ role: 'tech_lead', message: 'Go.' }),
    admin,
    new AbortController().signal,
  )) {
    if (event.type === 'words') break;
  }
  expect(await audits()).toMatchObject([{ after: { outcome: 'stopped' } }]);
});

it('a fault of the endpoint is told, a bad draft and a third try at once are refused', async () => {
  const agents = await serve(async ({ body }) => {
    if (JSON.stringify(body).includes('Wait.')) await new Promise(() => {});
    return { status: 401, body: { error: { message: 'no such key' } } };
  });
  expect((await talk(agents, { role: 'tech_lead', message: 'Go.' })).at(-1)).toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining('no such key'),
  });
  await expect(talk(agents, { role: 'tech_lead', message: 'Go.', draft: { tools: ['finish', 'shell'] } })).rejects.toMatchObject({
    issues: [{ path: 'draft.tools.1' }],
  });
  const stop = new AbortController();
  const held = [1, 2].map(() => talk(agents, { role: 'tech_lead', message: 'Wait.' }, stop.signal));
  await scripted.arrived(3);
  await expect(talk(agents, { role: 'tech_lead', message: 'Go.' })).rejects.toMatchObject({ code: 'too_many_requests' });
  stop.abort();
  await Promise.all(held);
});
