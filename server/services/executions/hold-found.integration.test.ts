import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editRunSchema } from '@/lib/contracts/edit';
import type { EscalationView } from '@/lib/contracts/escalation';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { tick } from '@/server/engine/tick';
import { createArtifactsService } from '@/server/services/artifacts/artifacts-service';
import { createCheckpointsService } from '@/server/services/checkpoints/checkpoints-service';
import { createEscalationsService } from '@/server/services/escalations/escalations-service';
import { createTasksService } from '@/server/services/tasks/get-task';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, operator, roleDefaults, task } from '@/test/engine/open-engine';
import { resumeFrom } from '@/test/engine/resume-from';

const worker = randomUUID();
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const approver = { kind: 'user', id: 'u', name: 'ada@example.com', role: 'approver' } as const;
const SECRET = ['AKIA', 'IOSFODNN7ABCDEFG'].join('');
const CARD = '4111 1111 1111 1111';
const MASKED = '*'.repeat(20);

async function started() {
  const runId = await engine.create([task('write'), task('use', ['write'])]);
  const claimed = (await tick(engine.db, worker, [], 50)).claimed.find((one) => one.runId === runId) as ClaimedTask;
  const store = engine.store(worker);
  await store.startConversation(claimed, { system: 's', user: 'u' });
  let turn = 0;
  /** One turn whose tool writes these artifacts. */
  async function write(...artifacts: { name: string; content: string }[]) {
    turn += 1;
    const args = JSON.stringify(artifacts);
    const said = {
      ...{ conversation: 1, turn, model: 'm', text: `I write ${args}`, refusal: null, finishReason: 'tool_calls', feedback: null },
    };
    const usage = { inputTokens: 1, outputTokens: 1, costMicroUsd: 0, priced: true, durationMs: 1 };
    await store.commitTurn(claimed, {
      ...said,
      ...usage,
      toolCalls: [{ index: 0, id: `c${turn}`, name: 'write_artifact', arguments: args }] as never,
    });
    const staged = artifacts.map((artifact) => ({ ...artifact, type: 'document', metadata: {} }));
    const at = { conversation: 1, turn };
    return store.commitTools(claimed, at, [{ index: 0, ok: true, result: 'ok' }] as never, staged);
  }
  const finish = () => tick(engine.db, worker, [{ ...claimed, deferrals: 0 }], 50);
  return { runId, claimed, store, write, finish };
}

const escalations = () => createEscalationsService(engine);
const artifacts = () => createArtifactsService(engine);
const definitions = { current: async () => ({ hash: 'test', body: {}, defaults: roleDefaults }) };
const checkpoints = () => createCheckpointsService({ ...engine, compress: true, blockThreshold: 1, offlineModel: true, definitions });
async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}
const asked = async (runId: string): Promise<EscalationView[]> => (await escalations().list({ runId, status: 'OPEN', limit: 50 })).items;
async function contents(runId: string) {
  const list = await artifacts().list(runId);
  return Promise.all(list.map(async ({ id }) => (await artifacts().get(id)).content));
}
const statusOf = async (runId: string, key: string) => (await engine.runs.get(runId)).tasks.find((one) => one.key === key)?.status;

describe('an artifact with a secret', () => {
  it('is masked from the moment it is written, holds what waits for it and asks a person', async () => {
    const { runId, write, finish } = await started();
    await write({ name: 'config.md', content: `id = ${SECRET}\n` }, { name: 'plain.md', content: 'All quiet.' });
    const [question, ...more] = await asked(runId);
    expect(more).toEqual([]);
    expect(question).toMatchObject({
      ...{ type: 'sensitive_data', subject: 'hold', taskKey: 'write', priority: 'HIGH', askedBy: 'engine' },
      title: '"config.md" holds an AWS access key',
      reserved: expect.any(String),
      context: { artifacts: [{ name: 'config.md' }], findings: [{ name: 'config.md', rule: 'aws_access_key', line: 1 }] },
    });
    expect(JSON.stringify(question)).not.toContain(SECRET);
    expect(await contents(runId)).toEqual([`id = ${MASKED}\n`, 'All quiet.']);
    const [held] = await artifacts().list(runId);
    expect(held?.quarantine).toMatchObject({ status: 'held', escalationId: question?.id, findings: [{ start: 5, end: 25 }] });
    await finish();
    expect(await statusOf(runId, 'use')).toBe('PENDING');
    await auditRun(engine.db, runId);
  });

  it('is masked for agents and in the export', async () => {
    const { runId, write, store } = await started();
    await write({ name: 'config.md', content: `id = ${SECRET}\n` });
    expect(await store.readArtifact(runId, 'config.md')).toMatchObject({ content: `id = ${MASKED}\n` });
    const archive = await artifacts().export(runId);
    const files = Object.values(unzipSync(await bytesOf(archive.body))).map((file) => strFromU8(file));
    expect(files).toEqual([`id = ${MASKED}\n`]);
  });

  it('is not lost to its own stars: what a person saves over a masked text is refused at its place while they stand in it', async () => {
    const { runId, write } = await started();
    await write({ name: 'config.md', content: `id = ${SECRET}\n` });
    const edit = (prompt: string) =>
      engine.edits.apply(editRunSchema.parse({ runId, baseVersion: 1, operations: rewritten(prompt) }), operator, null);
    const rewritten = (prompt: string) => [{ op: 'updateTask', key: 'use', changes: { prompt } }];
    await expect(edit(`Use ${MASKED}.`)).rejects.toMatchObject({ issues: [{ path: 'operations.0.changes.prompt' }] });
    await expect(resumeFrom(engine, runId, undefined, { mode: 'fork', edits: rewritten(MASKED) as never })).rejects.toMatchObject({
      issues: [{ path: 'edits.0.changes.prompt' }],
    });
    expect(await edit(`Use what the settings hold. ${'*'.repeat(30)}`)).toMatchObject({ version: 2 });
  });

  it('is masked in what its agent said, in a checkpoint file and in a fork (which asks by itself), until it is approved', async () => {
    const { runId, write } = await started();
    await write({ name: 'config.md', content: `id = ${SECRET}\n` });
    const tasks = createTasksService({ ...engine, modelFor: () => 'm' });
    const spoken = async () => JSON.stringify([await tasks.get(runId, 'write'), await tasks.search({ runId, key: 'write', q: 'id = ' })]);
    expect(await spoken()).toContain(MASKED);
    expect(await spoken()).not.toContain(SECRET);
    const { id: checkpointId } = await checkpoints().create({ runId, label: 'here' }, operator, null);
    const file = await bytesOf((await checkpoints().export(checkpointId)).body);
    const lines = gunzipSync(file).toString();
    expect(lines).toContain(MASKED);
    expect(lines).not.toContain(SECRET);
    // What left masked comes back as it left.
    const imported = await checkpoints().import(file, operator, null);
    expect(await contents(imported.runId)).toEqual([`id = ${MASKED}\n`]);
    const fork = (await resumeFrom(engine, runId, undefined, { mode: 'fork', start: false })).runId;
    expect(await contents(fork)).toEqual([`id = ${MASKED}\n`]);
    const [question] = await asked(runId);
    await escalations().decide({ escalationId: question?.id ?? '', status: 'APPROVED' }, approver);
    expect(await spoken()).toContain(SECRET);
    expect(await contents(fork)).toEqual([`id = ${MASKED}\n`]);
    const [own] = await asked(fork);
    const [copy] = await artifacts().list(fork);
    expect(own?.context).toMatchObject({ artifacts: [{ id: copy?.id }], findings: [{ artifactId: copy?.id }] });
    expect(copy?.quarantine).toMatchObject({ status: 'held', escalationId: own?.id });
    await escalations().decide({ escalationId: own?.id ?? '', status: 'APPROVED' }, approver);
    expect(await contents(fork)).toEqual([`id = ${SECRET}\n`]);
    await auditRun(engine.db, runId);
    await auditRun(engine.db, fork);
  });

  it('is shown once it is approved, and its words are not asked about again', async () => {
    const { runId, write } = await started();
    await write({ name: 'config.md', content: `id = ${SECRET}\n` });
    const [question] = await asked(runId);
    await escalations().decide({ escalationId: question?.id ?? '', status: 'APPROVED' }, approver);
    expect(await contents(runId)).toEqual([`id = ${SECRET}\n`]);
    expect((await artifacts().list(runId))[0]?.quarantine).toMatchObject({ status: 'released' });
    await write({ name: 'config.md', content: `id = ${SECRET} # again\n` });
    expect(await asked(runId)).toEqual([]);
    await write({ name: 'config.md', content: `id = ${SECRET}, card ${CARD}\n` });
    expect((await asked(runId)).map(({ title }) => title)).toEqual(['"config.md" holds a card number (its check digit is right)']);
    await auditRun(engine.db, runId);
  });

  it('stays masked where it is refused', async () => {
    const { runId, write } = await started();
    await write({ name: 'config.md', content: `id = ${SECRET}\n` });
    const [question] = await asked(runId);
    await escalations().decide({ escalationId: question?.id ?? '', status: 'REJECTED' }, approver);
    expect(await contents(runId)).toEqual([`id = ${MASKED}\n`]);
    expect((await artifacts().list(runId))[0]?.quarantine).toMatchObject({ status: 'kept' });
    await auditRun(engine.db, runId);
  });

  it('asks once for the same words in its next version, and anew for others', async () => {
    const { runId, write } = await started();
    await write({ name: 'config.md', content: `id = ${SECRET}\n` });
    await write({ name: 'config.md', content: `the id = ${SECRET}\n` });
    expect(await asked(runId)).toHaveLength(1);
    await write({ name: 'config.md', content: `card ${CARD}\n` });
    const open = await asked(runId);
    expect(open).toHaveLength(2);
    const first = open.find(({ title }) => title.includes('AWS'));
    await escalations().decide({ escalationId: first?.id ?? '', status: 'APPROVED' }, approver);
    expect(await contents(runId)).toEqual([`id = ${SECRET}\n`, `the id = ${SECRET}\n`, `card ${'*'.repeat(19)}\n`]);
    await auditRun(engine.db, runId);
  });

  it('is asked about anew where a rewind made its question void and another brings it back, or a copy is made of it', async () => {
    const { runId, write } = await started();
    const { id: empty } = await checkpoints().create({ runId, label: 'before' }, operator, null);
    await write({ name: 'config.md', content: `id = ${SECRET}\n` });
    const { id: full } = await checkpoints().create({ runId, label: 'behind' }, operator, null);
    const [first] = await asked(runId);
    const go = { start: true, edits: [], allowIrreversible: [] };
    await checkpoints().resume({ checkpointId: empty, mode: 'rewind', ...go }, operator, null);
    expect(await asked(runId)).toEqual([]);
    const { runId: copy } = await checkpoints().resume({ checkpointId: full, mode: 'fork', ...go }, operator, null);
    await auditRun(engine.db, copy);
    await checkpoints().resume({ checkpointId: full, mode: 'rewind', ...go }, operator, null);
    await auditRun(engine.db, runId);
    const [again, ...more] = await asked(runId);
    expect(more).toEqual([]);
    expect(again).toMatchObject({ type: 'sensitive_data', taskKey: 'write', tier: 'HUMAN', title: first?.title });
    await escalations().decide({ escalationId: again?.id ?? '', status: 'APPROVED' }, approver);
    expect(await contents(runId)).toEqual([`id = ${SECRET}\n`]);
    // The copy decides for itself.
    expect(await contents(copy)).toEqual([`id = ${MASKED}\n`]);
    const [own] = await asked(copy);
    expect(own?.context).toMatchObject({ artifacts: [{ id: (await artifacts().list(copy))[0]?.id, name: 'config.md' }] });
    await escalations().decide({ escalationId: own?.id ?? '', status: 'APPROVED' }, approver);
    expect(await contents(copy)).toEqual([`id = ${SECRET}\n`]);
    await auditRun(engine.db, copy);
  });

  it('is found in what is handed on as data too, and held', async () => {
    const { runId, claimed, store, finish } = await started();
    await store.commitTools(claimed, { conversation: 1, turn: 1 }, [], [], { connect: { as: SECRET }, card: 4111111111111111, n: 7 });
    const [question] = await asked(runId);
    expect(question).toMatchObject({ type: 'sensitive_data', taskKey: 'write', title: '"outputs" holds an AWS access key and 1 more' });
    expect(JSON.stringify(question)).not.toContain(SECRET);
    await finish();
    expect(await statusOf(runId, 'use')).toBe('PENDING');
    await escalations().decide({ escalationId: question?.id ?? '', status: 'APPROVED' }, approver);
    expect(await statusOf(runId, 'use')).not.toBe('PENDING');
    await auditRun(engine.db, runId);
  });

  it('is kept back in what people bring in, and nothing waits for it', async () => {
    const inputs = [{ name: 'brief.md', type: 'document', content: `use ${SECRET}` }];
    const runId = await engine.create([task('write'), task('use', ['write'])], { inputs });
    expect(await contents(runId)).toEqual([`use ${MASKED}`]);
    const [question] = await asked(runId);
    expect(question).toMatchObject({ type: 'sensitive_data', taskKey: null, title: '"brief.md" holds an AWS access key' });
    await auditRun(engine.db, runId);
    const claimed = (await tick(engine.db, worker, [], 50)).claimed.find((one) => one.runId === runId) as ClaimedTask;
    const material = async () => (await engine.store(worker).brief(claimed))?.materials[0]?.content;
    expect(await material()).toBe(`use ${MASKED}`);
    await escalations().decide({ escalationId: question?.id ?? '', status: 'APPROVED' }, approver);
    expect(await material()).toBe(`use ${SECRET}`);
    await auditRun(engine.db, runId);
  });

  it('is kept back in what a file brings in', async () => {
    const before = engine.ladder.policy;
    engine.ladder.policy = { ...before, scanArtifacts: false };
    const { runId, write } = await started();
    await write({ name: 'config.md', content: `id = ${SECRET}\n` });
    engine.ladder.policy = before;
    const { id } = await checkpoints().create({ runId, label: 'here' }, operator, null);
    const imported = await checkpoints().import(await bytesOf((await checkpoints().export(id)).body), operator, null);
    expect(await contents(imported.runId)).toEqual([`id = ${MASKED}\n`]);
    expect(await asked(imported.runId)).toMatchObject([{ type: 'sensitive_data', taskKey: null }]);
    await auditRun(engine.db, imported.runId);
  });

  it('is not searched for where the settings say so', async () => {
    const before = engine.ladder.policy;
    engine.ladder.policy = { ...before, scanArtifacts: false };
    const { runId, write } = await started();
    await write({ name: 'config.md', content: `id = ${SECRET}\n` });
    engine.ladder.policy = before;
    expect(await asked(runId)).toEqual([]);
    expect(await contents(runId)).toEqual([`id = ${SECRET}\n`]);
  });
});
