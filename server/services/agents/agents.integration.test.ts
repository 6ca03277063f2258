import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '@/server/core/access/caller';
import { ROLE_DEFINITIONS } from '@/server/core/agent/role-definitions';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { createDocumentReader } from '@/server/infra/documents/create-document-reader';
import { createRunsService, type RunsService } from '@/server/services/runs/runs-service';
import { type Engine, openEngine, operator, task } from '@/test/engine/open-engine';
import { type AgentsDeps, type AgentsService, createAgentsService } from './create-agents-service';
import { createDefinitionSource } from './definition-source';

const admin: Caller = { kind: 'user', id: 'u1', name: 'ada@example.com', role: 'admin' };
let engine: Engine;
let agents: AgentsService;
let runs: RunsService;
beforeEach(async () => {
  engine = await openEngine();
  agents = createAgentsService({ db: engine.db } as AgentsDeps);
  runs = createRunsService({
    db: engine.db,
    bus: engine.bus,
    definitions: createDefinitionSource(),
    documents: createDocumentReader(),
    offlineModel: true,
    blockThreshold: 1,
    ladder: engine.ladder,
    scanner: engine.scanner,
    publicUrl: () => 'http://test',
  });
  return () => engine.close();
});

const roleTask = (role: 'ux_engineer' | 'tech_lead' = 'ux_engineer') => ({ ...task('flow'), role, dependsOn: [] });
async function startRun(tasks: ReturnType<typeof roleTask>[] | undefined = [roleTask()]): Promise<string> {
  const input = { goal: 'A goal', inputs: [], supervision: 'default' as const, priority: 0 };
  const drafts = tasks?.map((one) => ({ kind: 'agent' as const, maxAttempts: 3, priority: 0, sideEffects: 'none' as const, ...one }));
  return (await runs.create({ ...input, ...(drafts ? { tasks: drafts as never } : {}) }, operator, null)).id;
}
async function claim(runId: string, worker = randomUUID()): Promise<ClaimedTask> {
  const claimed = (await tick(engine.db, worker, [], 50)).claimed.find((one) => one.runId === runId);
  if (!claimed) throw new Error('nothing was claimed');
  return claimed;
}
const audit = () =>
  engine.db.query({ text: 'SELECT actor, action, target_id, before, after, reason FROM audit_log ORDER BY id', values: [] });

describe('editing a role', () => {
  it('makes versions that stay, with who, why and what changed', async () => {
    expect(await agents.get('ux_engineer')).toMatchObject({ version: 0, shipped: true, tier: 'economy', updatedBy: null });
    const edited = await agents.update({ role: 'ux_engineer', tier: 'standard', baseVersion: 0, reason: 'too shallow' }, admin);
    expect(edited).toMatchObject({ version: 1, shipped: false, tier: 'standard', updatedBy: 'user:ada@example.com' });
    expect(edited.prompt).toBe(ROLE_DEFINITIONS.ux_engineer.prompt);
    await agents.update({ role: 'ux_engineer', title: 'Designer', prompt: 'You draw.' }, admin);

    const { items } = await agents.versions({ role: 'ux_engineer', limit: 50 });
    expect(items).toMatchObject([
      { version: 2, action: 'edit', changed: ['title', 'prompt'], current: true },
      { version: 1, action: 'edit', changed: ['tier'], reason: 'too shallow', createdBy: 'user:ada@example.com', current: false },
      { version: 0, action: 'shipped', changed: [], createdBy: null, current: false },
    ]);
    expect((await agents.version('ux_engineer', 1)).definition).toMatchObject({ title: 'UX engineer', tier: 'standard' });
    expect((await agents.version('ux_engineer', 0)).definition).toMatchObject({ tier: 'economy' });
    await expect(agents.version('ux_engineer', 9)).rejects.toMatchObject({ code: 'not_found' });
    await expect(engine.db.query({ text: "UPDATE agent_versions SET reason = 'other'" })).rejects.toThrow(/immutable/);
    await expect(engine.db.query({ text: 'DELETE FROM agent_versions' })).rejects.toThrow(/immutable/);
    expect(await audit()).toMatchObject([
      {
        actor: 'user:ada@example.com',
        action: 'agent.edit',
        target_id: 'ux_engineer',
        before: { version: 0, tier: 'economy' },
        after: { version: 1, tier: 'standard' },
        reason: 'too shallow',
      },
      { action: 'agent.edit', after: { version: 2, title: 'Designer', prompt: 'You draw.' } },
    ]);
  });

  it('pages the versions down to the shipped one', async () => {
    for (const title of ['A', 'B', 'C']) await agents.update({ role: 'planner', title }, admin);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await agents.versions({ role: 'planner', limit: 2, cursor });
      seen.push(...page.items.map((item) => item.version));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([3, 2, 1, 0]);
    await expect(agents.versions({ role: 'planner', limit: 2, cursor: 'zzz' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('that changes nothing leaves no version and no trace', async () => {
    await agents.update({ role: 'tech_lead', tier: 'premium' }, admin);
    expect(await agents.get('tech_lead')).toMatchObject({ version: 0, shipped: true });
    expect(await audit()).toEqual([]);
  });

  it('on an old version is refused as stale, and of two at once one loses', async () => {
    const both = await Promise.allSettled([
      agents.update({ role: 'tech_lead', title: 'One', baseVersion: 0 }, admin),
      agents.update({ role: 'tech_lead', title: 'Two', baseVersion: 0 }, admin),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'stale_version', status: 409 } });
  });

  it('a circle of supervisors is not closed from two sides at once', async () => {
    const both = await Promise.allSettled([
      agents.update({ role: 'tech_lead', supervisor: 'security_reviewer' }, admin),
      agents.update({ role: 'security_reviewer', supervisor: 'tech_lead' }, admin),
    ]);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { code: 'invalid_input', issues: [{ path: 'supervisor' }] },
    });
  });
});

describe('going back', () => {
  it('restores an older version as the newest, and resets to what is shipped', async () => {
    await agents.update({ role: 'planner', prompt: 'First.' }, admin);
    await agents.update({ role: 'planner', prompt: 'Second.', tier: 'economy' }, admin);
    expect(await agents.restore({ role: 'planner', version: 1 }, admin)).toMatchObject({ version: 3, prompt: 'First.', tier: 'premium' });
    await expect(agents.restore({ role: 'planner', version: 7 }, admin)).rejects.toMatchObject({ issues: [{ path: 'version' }] });
    const reset = await agents.restore({ role: 'planner', version: 0, reason: 'enough' }, admin);
    expect(reset).toMatchObject({ version: 4, shipped: true, prompt: ROLE_DEFINITIONS.planner.prompt });
    expect((await agents.restore({ role: 'planner', version: 0 }, admin)).version).toBe(4);
    const { items } = await agents.versions({ role: 'planner', limit: 1 });
    expect(items).toMatchObject([{ version: 4, action: 'reset', changed: ['prompt'], reason: 'enough', current: true }]);
    expect((await audit()).map((row) => row.action)).toEqual(['agent.edit', 'agent.edit', 'agent.restore', 'agent.reset']);
  });
});

describe('a run keeps the roles it began with', () => {
  it('an edit reaches new runs only', async () => {
    const before = await startRun();
    const first = await claim(before);
    await agents.update({ role: 'ux_engineer', prompt: 'You are somebody else now.', tier: 'premium' }, admin);
    const after = await startRun();
    const second = await claim(after);
    const old = await engine.store('w').brief(first);
    const fresh = await engine.store('w').brief(second);
    expect(old).toMatchObject({ tier: 'economy', definition: { prompt: ROLE_DEFINITIONS.ux_engineer.prompt, version: 0 } });
    expect(fresh).toMatchObject({ tier: 'premium', definition: { prompt: 'You are somebody else now.', version: 1 } });
  });

  it('its planned tasks too', async () => {
    const before = await startRun(undefined);
    const planner = await claim(before);
    await agents.update({ role: 'ux_engineer', tier: 'premium' }, admin);
    await engine.store('w').applyPlan(planner, { tasks: [roleTask()] });
    expect((await runs.get(before)).tasks.find((one) => one.key === 'flow')).toMatchObject({ tier: 'economy' });
    const after = await startRun(undefined);
    await engine.store('w').applyPlan(await claim(after), { tasks: [roleTask()] });
    expect((await runs.get(after)).tasks.find((one) => one.key === 'flow')).toMatchObject({ tier: 'premium' });
  });
});

it('its record counts what it did, and names the tasks that stand failed', async () => {
  const worker = randomUUID();
  const runId = await startRun([roleTask()]);
  const claimed = await claim(runId, worker);
  const failure = { code: 'refused', message: 'It refused', httpStatus: null, place: 'model' as const, permanent: true, stack: null };
  const failed = { kind: 'failed' as const, failure, retryDelayMs: 0 };
  await engine.db.transaction((tx) => settleTask(tx, claimed, failed, 'worker:test'));
  const record = await agents.record('ux_engineer');
  expect(record).toMatchObject({ failed: 1, succeeded: 0, runs: 1, ofRuns: 1 });
  expect(record.failures).toMatchObject([{ runId, taskKey: 'flow', code: 'refused', message: 'It refused' }]);
  expect(await agents.record('planner')).toMatchObject({ failed: 0, runs: 0, ofRuns: 1, failures: [] });
});
