import { afterEach, describe, expect, it } from 'vitest';
import { listEventsSchema } from '@/lib/contracts/event';
import type { TaskDetail } from '@/lib/contracts/task';
import { readEvents } from '@/server/repositories/event-repository';
import { type Agents, openAgents } from '@/test/engine/open-agents';
import { createTasksService } from './get-task';

let stage: Agents;
afterEach(() => stage.close());

const detailOf = (runId: string) => createTasksService({ db: stage.db, bus: stage.bus, modelFor: () => 'm' }).get(runId, 'a');
const found = async (runId: string, q: string) =>
  (await createTasksService({ db: stage.db, bus: stage.bus, modelFor: () => 'm' }).search({ runId, key: 'a', q })).items.map(
    ({ conversation, turn }) => `${conversation}.${turn}`,
  );
const turnsOf = ({ turnList }: TaskDetail) =>
  turnList.map(({ conversation, turn, inherited, costUsd }) => [`${conversation}.${turn}`, inherited, costUsd > 0]);
const list = { toolCalls: [{ name: 'list_artifacts', arguments: {} }], text: 'I look around' };

/** Looks around twice and finishes. */
async function open(): Promise<string> {
  stage = await openAgents((_prompt, _call, messages) =>
    messages.filter(({ role }) => role === 'assistant').length < 2 ? list : { text: 'The end' },
  );
  const runId = await stage.create([{ key: 'a', role: 'tech_lead', prompt: 'do a', dependsOn: [] }]);
  await stage.agentWorker();
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  return runId;
}

describe('turns that were paid elsewhere', () => {
  it('stand once after a rewind, where they were said, and the conversation says behind which it goes on', {
    timeout: 60_000,
  }, async () => {
    const runId = await open();
    const before = await detailOf(runId);
    // The second turn is not over: the first alone is remembered.
    await stage.resume(runId, (await stage.seqOf(runId, 'task.turn', 'a', 1)) - 1, {});
    expect(await stage.ended(runId)).toBe('SUCCEEDED');
    const after = await detailOf(runId);
    expect(turnsOf(after)).toEqual(['1.1', '1.2', '1.3', '2.2', '2.3'].map((place) => [place, null, true]));
    expect(after.conversations.map(({ conversation, continues }) => [conversation, continues])).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(after.turnUsage.map(({ conversation, turn }) => `${conversation}.${turn}`)).toEqual(['1.1', '1.2', '1.3', '2.2', '2.3']);
    const spent = (detail: TaskDetail) => detail.turnUsage.reduce((sum, turn) => sum + turn.costUsd, 0);
    expect(spent(after)).toBeCloseTo((spent(before) * 5) / 3);
    expect(after.costUsd).toBeCloseTo(spent(after));
    expect(await found(runId, 'look around')).toEqual(['1.1', '1.2', '2.2']);
    expect(await found(runId, 'do a')).toEqual(['1.0']);
  });

  it('say in a fork that its parent paid', { timeout: 60_000 }, async () => {
    const parent = await open();
    const { runId } = await stage.resume(parent, (await stage.seqOf(parent, 'task.turn', 'a', 1)) - 1, { mode: 'fork' });
    expect(await stage.ended(runId)).toBe('SUCCEEDED');
    const detail = await detailOf(runId);
    expect(turnsOf(detail).map(([, inherited, paid]) => [inherited, paid])).toEqual([
      ['parent', false],
      [null, true],
      [null, true],
    ]);
    expect(detail.turnUsage.map(({ inherited }) => inherited)).toEqual(['parent', null, null]);
    expect(detail.conversations.map(({ continues }) => continues)).toEqual([0]);
    expect(detail.costUsd).toBeCloseTo(detail.turnUsage.reduce((sum, turn) => sum + turn.costUsd, 0));
  });
});

it('events of tasks that a rewind removed still name them', { timeout: 60_000 }, async () => {
  const plan = (key: string) => ({ text: JSON.stringify({ tasks: [{ key, role: 'tech_lead', prompt: `do ${key}`, dependsOn: [] }] }) });
  let plans = 0;
  stage = await openAgents((prompt) => (prompt.startsWith('do ') ? { text: 'done' } : plan(++plans === 1 ? 'first' : 'second')));
  const runId = await stage.create();
  await stage.agentWorker();
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  const events = (more: object = {}) => readEvents(stage.db, listEventsSchema.parse({ runId, limit: 200, ...more }));
  const before = await events();
  await stage.resume(runId, 1, {});
  expect(await stage.ended(runId)).toBe('SUCCEEDED');
  const after = await events();
  expect(after.slice(0, before.length)).toEqual(before);
  expect((await events({ taskKey: 'first' })).map(({ type }) => type)).toContain('task.succeeded');
  expect((await events({ taskKey: 'second' })).every(({ seq }) => seq > before.length)).toBe(true);
  expect((await events({ q: 'first' })).some(({ taskKey }) => taskKey === 'first')).toBe(true);
});
