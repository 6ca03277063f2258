import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFirstRequest } from '@/server/core/agent/first-request';
import { ROLE_DEFINITIONS } from '@/server/core/agent/role-definitions';
import { readVerdict } from '@/server/core/gate/read-verdict';
import { VERDICT_SHAPE } from '@/server/core/gate/verdict-schema';
import type { Material, TaskBriefing } from '@/server/core/ports/task-runner';
import { createModelClient } from '@/server/infra/model/create-model-client';
import { offlineModelConfig } from '@/server/infra/model/model-config';
import { createTaskRunner } from '@/server/worker/runners/task-runner';
import { briefingOf, createMemoryStore, type MemoryStore } from '@/test/memory-execution-store';
import { respond } from './respond';
import { startOfflineModel } from './start-offline-model';

const clock = {
  now: () => performance.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
  random: () => 0.5,
};
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let offline: Awaited<ReturnType<typeof startOfflineModel>>;
beforeAll(async () => {
  offline = await startOfflineModel({ port: 0, charsPerSecond: 0 });
});
afterAll(() => offline.close());

const input = (name: string, content: string): Material => ({
  artifactId: name,
  taskKey: null,
  name,
  type: 'document',
  version: 1,
  metadata: {},
  content,
});
const BRIEF = `# Expense approvals

## Rules
- EXP-1: A claim over 500 EUR must be approved by the department head and by finance.
- EXP-2: A claim must have a receipt for every item above 25 EUR.
- EXP-5: Nobody may approve their own claim.
`;
const CLAIMS = `claim_id,employee,amount_eur,submitted_at,receipt
1001,"Weber, Ana",482.50,2026-01-12,yes
1002,Piotr Nowak,62.00,2026-01-14,
`;
const goal = 'Build an expense approval service for Northwind Logistics.';
const materials = [input('expenses-brief.md', BRIEF), input('claims.csv', CLAIMS)];

async function perform(briefing: Partial<TaskBriefing>, options: { store?: MemoryStore; attempt?: number; stallMs?: number } = {}) {
  const store = options.store ?? createMemoryStore(briefingOf({ goal, materials, ...briefing }));
  const model = createModelClient(offlineModelConfig(offline.url, options.stallMs ?? 5_000), { clock });
  const control = { signal: new AbortController().signal, stopRequested: () => null, speak: () => undefined, endTurn: () => undefined };
  const task = { runId: 'run', node: 1, epoch: 1, attempt: options.attempt ?? 1 };
  const outcome = await createTaskRunner({ store, model, clock, log }).run(task, control);
  return { outcome, store, written: store.artifacts.filter((artifact) => artifact.taskKey !== null) };
}

interface Planned {
  key: string;
  title: string;
  role: string;
  prompt: string;
  dependsOn: string[];
  artifactType: string;
  gate?: { type: string };
}
async function planFor(wanted: string, sources: Material[]): Promise<Planned[]> {
  const { store, outcome } = await perform({ key: 'plan', role: 'planner', planner: true, goal: wanted, materials: sources });
  expect(outcome).toEqual({ kind: 'succeeded' });
  return (store.plans[0] as { tasks: Planned[] }).tasks;
}

describe('planning', () => {
  it.each([
    ['software', goal, materials],
    ['an analysis', 'Analyse last month for the board.', [input('claims.csv', CLAIMS)]],
    ['a text without documents', 'Write an onboarding handbook for new nurses.', []],
    ['hardly anything', 'Help.', []],
  ])('%s gives six to twelve tasks that run side by side', async (_what, wanted, sources) => {
    const tasks = await planFor(wanted, sources);
    expect(tasks.length).toBeGreaterThanOrEqual(6);
    expect(tasks.length).toBeLessThanOrEqual(12);
    expect(new Set(tasks.map((task) => task.role)).size).toBeGreaterThanOrEqual(4);
    const parents = tasks.map((task) => task.dependsOn.join());
    expect(parents.some((one, index) => parents.indexOf(one) !== index)).toBe(true);
  });

  it('names tasks after goal and documents', async () => {
    const tasks = await planFor(goal, materials);
    expect(tasks.map((task) => task.key)).toContain('claim-api');
    expect(tasks.map((task) => task.prompt).join()).toContain('500 EUR');
  });

  it('lets a person approve what comes before the last task, where the goal says so', async () => {
    const tasks = await planFor('Build a booking service. A person approves the release.', []);
    const [gate, last] = tasks.slice(-2);
    expect([gate?.gate?.type, last?.dependsOn]).toEqual(['human', [gate?.key]]);
    expect(gate?.dependsOn.length).toBeGreaterThan(1);
    expect((await planFor('Build a booking service.', [])).filter((task) => task.gate)).toEqual([]);
  });
});

describe('writing', () => {
  it('requirements keeps identifiers, figures and columns of the documents', async () => {
    const { written } = await perform({ key: 'requirements', role: 'project_manager', artifactType: 'requirements' });
    const [document] = written;
    for (const fact of ['EXP-1', 'EXP-5', '500 EUR', 'amount_eur', 'claims.csv']) expect(document?.content).toContain(fact);
    expect(document).toMatchObject({ name: 'requirements.md', type: 'requirements' });
  });

  it.each([
    ['backend_engineer', 'claim-api', 2],
    ['frontend_engineer', 'claim-screens', 1],
  ])('code of the %s parses', async (role, key, files) => {
    const { written } = await perform({ key, role, artifactType: 'code' });
    expect(written).toHaveLength(files);
    for (const file of written) {
      const { diagnostics } = ts.transpileModule(file.content, {
        reportDiagnostics: true,
        fileName: file.name,
        compilerOptions: { jsx: ts.JsxEmit.ReactJSX },
      });
      expect(diagnostics?.map((one) => one.messageText)).toEqual([]);
      expect(file.content).toContain('Claim');
    }
  });

  it('a review speaks of the results that it was given', async () => {
    const code = {
      ...input('claim-api.ts', 'export const EXP_1_EUR = 500;\nexport function checkClaim() {}\n'),
      taskKey: 'claim-api',
      type: 'code',
    };
    const { store } = await perform({ key: 'code-review', role: 'code_reviewer', artifactType: 'review', materials: [...materials, code] });
    const review = store.artifacts.find((artifact) => artifact.name === 'code-review.md');
    expect(review?.content).toContain('EXP_1_EUR');
    expect(review?.metadata).toMatchObject({ major_issues: 1 });
  });

  it('reads a document that was only outlined before it writes', async () => {
    const long = input(
      'long.md',
      `${BRIEF}\n${'Filler sentence that says nothing of note. '.repeat(900)}\n- EXP-99: A claim older than 90 days must be refused.\n`,
    );
    const { store, written } = await perform({
      key: 'requirements',
      role: 'project_manager',
      artifactType: 'requirements',
      materials: [long],
    });
    expect(store.turns[0]?.toolCalls[0]?.name).toBe('read_artifact');
    expect(written[0]?.content).toContain('EXP-99');
  });

  it('is the same for the same request', async () => {
    const [one, two] = await Promise.all([perform({ key: 'claim-api' }), perform({ key: 'claim-api' })]);
    expect(one.written).toEqual(two.written);
  });
});

describe('faults on demand', () => {
  it.each([
    ['429 retry-after=3', 'rate_limited'],
    ['500', 'server_error'],
    ['401', 'unauthenticated'],
    ['break', 'broken_stream'],
    ['bad-chunk', 'malformed_response'],
    ['context-length', 'context_length'],
    ['refusal', 'refused'],
    ['empty times=9', 'empty_answer'],
    ['wrong-tool times=9', 'tool_misuse'],
  ])('[[offline: %s]] fails as %s', async (marker, code) => {
    const { outcome } = await perform({ prompt: `Write it. [[offline: ${marker}]]` });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code } });
  });

  it('a stall is cut', async () => {
    const { outcome } = await perform({ prompt: 'Write it. [[offline: stall]]' }, { stallMs: 80 });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'stalled' } });
  });

  it.each(['empty', 'bad-json', 'wrong-tool'])('%s once is mended within the conversation', async (kind) => {
    const { outcome, written } = await perform({ prompt: `Write it. [[offline: ${kind}]]` });
    expect(outcome).toEqual({ kind: 'succeeded' });
    expect(written.length).toBeGreaterThan(0);
  });

  it('twice and then fine, whichever process answers', async () => {
    const prompt = 'Write it. [[offline: 500 times=2]]';
    const first = await perform({ prompt }, { attempt: 1 });
    const second = await perform({ prompt }, { attempt: 2, store: first.store });
    const third = await perform({ prompt }, { attempt: 3, store: first.store });
    expect([first, second, third].map((one) => one.outcome.kind)).toEqual(['failed', 'failed', 'succeeded']);
  });

  it('asked for in the goal happens to one planned task', async () => {
    const tasks = await planFor(`${goal} [[offline: 429 times=1]]`, materials);
    expect(tasks.filter((task) => task.prompt.includes('[[offline: 429 times=1]]'))).toHaveLength(1);
  });
});

describe('for any other client', () => {
  const ask = async (body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${offline.url}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  const messages = [{ role: 'user', content: 'Write about tides.' }];

  it('answers plain text with usage when no tool is offered', async () => {
    const { body } = await ask({ model: 'offline-economy', messages });
    expect(body).toMatchObject({
      object: 'chat.completion',
      choices: [{ finish_reason: 'stop' }],
      usage: { total_tokens: expect.any(Number) },
    });
    expect(body.choices[0].message.content).toContain('Write about tides');
  });

  it('answers by a JSON schema', async () => {
    const schema = {
      type: 'object',
      properties: {
        verdict: { enum: ['pass', 'fail'] },
        score: { type: 'integer', minimum: 3 },
        notes: { type: 'array', items: { $ref: '#/$defs/note' } },
      },
      $defs: { note: { type: 'object', properties: { text: { type: 'string' }, at: { type: ['string', 'null'] } } } },
    };
    const { body } = await ask({ model: 'm', messages, response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } });
    const value = JSON.parse(body.choices[0].message.content);
    expect(value).toMatchObject({ verdict: 'pass', score: 3 });
    expect(typeof value.notes[0].text).toBe('string');
  });

  it('lists models, refuses bad requests, and takes faults by header or model id', async () => {
    const models = await (await fetch(`${offline.url}/models`)).json();
    expect(models.data).toHaveLength(3);
    expect((await ask({ model: 'm', messages: [] })).status).toBe(400);
    expect((await ask({ model: 'm', messages }, { 'x-offline-fault': '503' })).status).toBe(503);
    expect((await ask({ model: 'offline-standard+429', messages })).status).toBe(429);
  });
});

describe('judging', () => {
  const criteria = 'The report must mention "rollback plan".';
  const gate = { type: 'custom' as const, criteria };
  const report = (content: string): Material => ({ ...input('report.md', content), taskKey: 'report', type: 'document' });
  const shown = (more: Partial<TaskBriefing>) =>
    buildFirstRequest(briefingOf({ goal, ...more }), ROLE_DEFINITIONS.tech_lead, VERDICT_SHAPE);
  const say = (request: { system: string; user: string }) =>
    respond({ model: 'm', messages: Object.entries(request).map(([role, content]) => ({ role, content })) }, null).text;
  const judge = (more: Partial<TaskBriefing>) => {
    const reading = readVerdict(say(shown({ kind: 'gate', gate, ...more })), false);
    if (!reading.ok) throw new Error(reading.errors.join());
    return reading.verdict;
  };

  it('passes what has what the criteria ask for, and fails what has not', () => {
    expect(judge({ materials: [report('# All\n\nThe rollback plan: restore.')] }).verdict).toBe('pass');
    expect(judge({ materials: [report('# All')] })).toMatchObject({
      verdict: 'fail',
      findings: [{ severity: 'major', place: 'report.md', suggestion: 'Take up "rollback plan".' }],
    });
  });

  it('is satisfied by the revision of its own author', async () => {
    const { findings } = judge({ materials: [report('# All')] });
    const { written } = await perform({
      ...{ key: 'report', role: 'project_manager', artifactType: 'document', previous: [report('# All')] },
      revision: { gate: 'check', round: 1, findings },
    });
    expect(written[0]?.content).toContain('## Mended in this revision');
    expect(judge({ materials: written, revision: { gate: 'check', round: 1, findings } }).verdict).toBe('pass');
  });

  it('fails as many rounds as a marker says', () => {
    const marked = { gate: { ...gate, criteria: '[[offline: gate-fail times=2]]' }, materials: [report('x')] };
    expect(judge(marked).verdict).toBe('fail');
    expect(judge({ ...marked, revision: { gate: 'check', round: 1, findings: [] } }).verdict).toBe('fail');
    expect(judge({ ...marked, revision: { gate: 'check', round: 2, findings: [] } }).verdict).toBe('pass');
    const critical = judge({ ...marked, gate: { ...gate, criteria: '[[offline: gate-critical]]' } });
    expect(critical).toMatchObject({ verdict: 'pass', findings: [{ severity: 'critical' }] });
  });
});
