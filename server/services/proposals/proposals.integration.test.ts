import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideProposalSchema, type EditOperation } from '@/lib/contracts/edit';
import type { AgentEdits } from '@/lib/contracts/settings';
import { composeProposals } from '@/server/composition-proposals';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { tick } from '@/server/engine/tick';
import { createContentScanner } from '@/server/infra/secrets/create-content-scanner';
import { createEditsService, type EditsService } from '@/server/services/edits/edits-service';
import { createExecutionStore } from '@/server/services/executions/execution-store';
import type { GeneralSettingsService } from '@/server/services/settings/general-settings';
import { auditRun } from '@/test/engine/audit';
import { BLOCK_THRESHOLD, type Engine, openEngine, operator, quietLog, task } from '@/test/engine/open-engine';
import type { ProposalsService } from './proposals-service';

const worker = randomUUID();
let engine: Engine;
let edits: EditsService;
let proposals: ProposalsService;
let agentEdits: AgentEdits = 'ask';
beforeAll(async () => {
  engine = await openEngine();
  edits = createEditsService({ db: engine.db, bus: engine.bus, compress: true });
  // Of the settings no more is asked.
  const settings = { current: () => ({ agentEdits }) } as unknown as GeneralSettingsService;
  proposals = composeProposals({ db: engine.db, bus: engine.bus, log: quietLog, settings, edits });
});
afterAll(() => engine.close());

const gate: EditOperation = { op: 'insertGate', key: 'review', after: ['a'], gateType: 'human', criteria: 'No secrets' };

/** A run whose first task works; `propose` is what its tool does. */
async function working(policy: AgentEdits = 'ask') {
  agentEdits = policy;
  const runId = await engine.create([task('a'), task('b', ['a'])]);
  const claimed = (await tick(engine.db, worker, [], 50)).claimed.find((one) => one.runId === runId) as ClaimedTask;
  const { db, bus, ladder } = engine;
  const deps = { db, bus, ladder, scanner: createContentScanner(), blockThreshold: BLOCK_THRESHOLD, actor: `worker:${worker}` };
  const store = createExecutionStore({ ...deps, editDesk: proposals.desk });
  await store.startConversation(claimed, { system: 's', user: 'u' });
  let turn = 0;
  const propose = async (operations: EditOperation[], reason = 'Nobody looks at the tokens.') => {
    const checked = await store.checkEdit(claimed, operations);
    if (!checked.ok) return checked;
    turn += 1;
    const usage = { inputTokens: 1, outputTokens: 1, costMicroUsd: 0, priced: true, durationMs: 1 };
    const said = { conversation: 1, turn, model: 'm', text: '', refusal: null, finishReason: 'tool_calls', feedback: null };
    await store.commitTurn(claimed, { ...said, ...usage, toolCalls: [{ id: 'x', name: 'propose_edit', arguments: '{}' }] });
    const staged = [{ reason, operations, baseVersion: checked.version }];
    const commit = () =>
      store.commitTools(claimed, { conversation: 1, turn }, [{ index: 0, ok: true, result: 'Proposed.' }], [], null, staged);
    await commit();
    // Its answer was lost: the same is handed in again.
    await commit();
    return checked;
  };
  return { runId, claimed, propose, open: async () => (await proposals.list(runId)).filter(({ status }) => status === 'open') };
}

const decide = (proposalId: string, decision: string, more: object = {}) =>
  proposals.decide(decideProposalSchema.parse({ proposalId, decision, ...more }), operator);
const graph = async (runId: string) => (await engine.runs.get(runId)).tasks.map(({ key, dependsOn }) => `${key}<${dependsOn.join()}`);
const eventsOf = async (runId: string) => (await engine.runs.events({ runId, after: 0, limit: 200 })).items;

describe('an edit that an agent proposes', () => {
  it('waits for a person, once, while the agent goes on; applied, it is an edit like any other', async () => {
    const { runId, propose, open } = await working();
    expect(await propose([gate])).toMatchObject({ ok: true, version: 1, decides: 'person' });
    const [asked, ...more] = await open();
    expect(more).toEqual([]);
    expect(asked).toMatchObject({
      taskKey: 'a',
      askedBy: 'agent:a',
      baseVersion: 1,
      operations: [gate],
      reason: 'Nobody looks at the tokens.',
    });
    expect(await graph(runId)).toEqual(['a<', 'b<a']);
    expect(await proposals.preview(asked?.id ?? '')).toMatchObject({ dryRun: true, version: 1, diff: { added: ['review'] } });
    expect(await decide(asked?.id ?? '', 'apply', { note: 'Good.' })).toMatchObject({
      status: 'applied',
      decidedBy: 'token:test',
      appliedVersion: 2,
    });
    expect((await graph(runId)).sort()).toEqual(['a<', 'b<review', 'review<a']);
    const types = (await eventsOf(runId)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['run.edited', 'edit.decided']);
    expect(types.filter((type) => type === 'edit.proposed')).toHaveLength(1);
    const [edit] = (await edits.list({ runId, limit: 10 })).items;
    expect(edit).toMatchObject({ version: 2, actor: 'token:test', reason: 'Proposed by agent:a: Nobody looks at the tokens.' });
    const audit = await engine.db.query({ text: 'SELECT action, reason FROM audit_log WHERE target_id = $1', values: [asked?.id] });
    expect(audit).toEqual([{ action: 'proposal.apply', reason: 'Good.' }]);
    await auditRun(engine.db, runId);
  });

  it('is applied as a person changed it; what the agent proposed stays to be read', async () => {
    const { runId, propose, open } = await working();
    await propose([gate]);
    const [asked] = await open();
    const id = asked?.id ?? '';
    const mine: EditOperation[] = [{ ...gate, key: 'look', criteria: 'No secrets, and no tokens' }];
    const nowhere: EditOperation[] = [{ op: 'addDependency', from: 'nowhere', to: 'b' }];
    await expect(decide(id, 'apply', { operations: nowhere })).rejects.toMatchObject({
      code: 'invalid_input',
      issues: [{ path: 'operations.0.from' }],
    });
    await expect(decide(id, 'refuse', { operations: mine })).rejects.toMatchObject({ issues: [{ path: 'operations' }] });
    expect(await proposals.get(id), 'it is still to be decided').toMatchObject({ status: 'open', amended: null });
    expect(await decide(id, 'apply', { operations: mine })).toMatchObject({ status: 'applied', operations: [gate], amended: mine });
    expect((await graph(runId)).sort()).toEqual(['a<', 'b<look', 'look<a']);
    const [edit] = (await edits.list({ runId, limit: 10 })).items;
    expect(edit).toMatchObject({ operations: mine, reason: 'Proposed by agent:a and changed: Nobody looks at the tokens.' });
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ type: 'edit.decided', data: { decision: 'applied', amended: true } });
    await auditRun(engine.db, runId);
  });

  it('is refused with a note, and nothing changes', async () => {
    const { runId, propose, open } = await working();
    await propose([gate]);
    const [asked] = await open();
    expect(await decide(asked?.id ?? '', 'refuse', { note: 'Later.' })).toMatchObject({
      status: 'refused',
      note: 'Later.',
      appliedVersion: null,
    });
    expect(await graph(runId)).toEqual(['a<', 'b<a']);
    await expect(decide(asked?.id ?? '', 'apply')).rejects.toMatchObject({ code: 'conflict' });
    await auditRun(engine.db, runId);
  });

  it('is applied once by several at the same time, and the others hear so', async () => {
    const { runId, propose, open } = await working();
    await propose([gate]);
    const [asked] = await open();
    const all = await Promise.allSettled(Array.from({ length: 4 }, () => decide(asked?.id ?? '', 'apply')));
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused, 'not that their gate is there already').toHaveLength(3);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'conflict', message: expect.stringContaining('already applied') });
    expect((await edits.list({ runId, limit: 10 })).items).toHaveLength(1);
    await auditRun(engine.db, runId);
  });

  it('that is old is applied to the graph of now, or says why it no longer fits', async () => {
    const { runId, propose, open } = await working();
    await propose([gate]);
    await propose([{ op: 'updateTask', key: 'b', changes: { tier: 'premium' } }]);
    const byKey = async (op: string) => (await open()).find(({ operations }) => operations[0]?.op === op)?.id ?? '';
    const [update, insert] = [await byKey('updateTask'), await byKey('insertGate')];
    const removed = { runId, baseVersion: 1, operations: [{ op: 'removeTask' as const, key: 'b' }] };
    await edits.apply({ ...removed, dryRun: false, cancelRunning: [], rerunInvalidated: false }, operator, null);
    await expect(decide(update, 'apply')).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'operations.0.key' }] });
    expect(await open(), 'it stays open: what is in its way may go').toHaveLength(2);
    expect(await decide(insert, 'apply')).toMatchObject({ status: 'applied', appliedVersion: 3 });
    await auditRun(engine.db, runId);
  });

  it('that cannot be is told to the agent with the place of the fault, and not kept', async () => {
    const { propose, open } = await working();
    const wrong = await propose([{ op: 'addDependency', from: 'nowhere', to: 'b' }]);
    expect(wrong).toMatchObject({ ok: false, errors: [expect.stringMatching(/^operations\.0\.from: .*nowhere/)] });
    expect(await open()).toEqual([]);
  });

  it('is not the sixth of a task that nobody has decided about', async () => {
    const { propose, open } = await working();
    for (let n = 0; n < 5; n += 1) await propose([{ op: 'updateTask', key: 'b', changes: { title: `B ${n}` } }]);
    expect(await propose([gate])).toMatchObject({ ok: false, errors: [expect.stringContaining('wait for a decision already')] });
    expect(await open()).toHaveLength(5);
  });

  it('is applied at once in the agent’s name where the settings allow it', async () => {
    const { runId, propose } = await working('allow');
    expect(await propose([gate])).toMatchObject({ decides: 'policy' });
    expect(await proposals.list(runId)).toMatchObject([{ status: 'applied', decidedBy: 'agent:a', appliedVersion: 2 }]);
    expect((await edits.list({ runId, limit: 10 })).items).toMatchObject([{ actor: 'agent:a' }]);
    await auditRun(engine.db, runId);
  });

  it('of a run that is not there is not an empty list', async () => {
    await expect(proposals.list(randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is void once its run is cancelled', async () => {
    const { runId, propose, open } = await working();
    await propose([gate]);
    const [asked] = await open();
    await engine.runs.cancel(runId, operator);
    expect(await proposals.list(runId)).toMatchObject([{ status: 'superseded' }]);
    await expect(decide(asked?.id ?? '', 'apply')).rejects.toMatchObject({ code: 'conflict' });
    await auditRun(engine.db, runId);
  });
});
