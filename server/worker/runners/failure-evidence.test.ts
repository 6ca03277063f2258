import { afterEach, expect, it } from 'vitest';
import type { FailureEvidence } from '@/server/core/ports/task-runner';
import { closeStages, stage } from '@/test/agent-stage';
import type { ScriptedReply } from '@/test/scripted-model';

afterEach(closeStages);

async function evidenceOf(script: ScriptedReply[], over = {}): Promise<FailureEvidence> {
  const one = await stage(script, over);
  const outcome = (await one.run()) as { kind: string; evidence?: FailureEvidence };
  expect(outcome.kind).toBe('failed');
  if (!outcome.evidence) throw new Error('no evidence');
  return outcome.evidence;
}

const looked: ScriptedReply = { text: 'I look.', toolCalls: [{ name: 'list_artifacts', arguments: {} }] };
const rolesOf = (evidence: FailureEvidence) => evidence.request?.messages.map(({ role }) => role);

it('of a refused call: the whole request, and the body of the refusal', async () => {
  const evidence = await evidenceOf([looked, { status: 503, body: { error: { message: 'full' } } }]);
  expect(rolesOf(evidence)).toEqual(['system', 'user', 'assistant', 'tool']);
  expect(evidence.request).toMatchObject({ model: 'gpt-5-mini', conversation: 1 });
  expect(evidence.request?.messages[2]?.content).toBe('I look.\nlist_artifacts({})');
  expect(evidence.response).toEqual({ httpStatus: 503, body: '{"error":{"message":"full"}}' });
});

it('of a stream that broke: what came of it', async () => {
  const evidence = await evidenceOf([{ breakAfter: 'Half of an ans' }]);
  expect(evidence.response).toEqual({ httpStatus: 200, body: 'Half of an ans' });
});

it('of an answer that the task failed over: that answer', async () => {
  const evidence = await evidenceOf([{ refusal: 'I will not.' }]);
  expect(rolesOf(evidence)).toEqual(['system', 'user']);
  expect(evidence.response).toEqual({ httpStatus: 200, body: 'I will not.' });
});

it('of a task that took too long: what was asked, and no answer', async () => {
  const evidence = await evidenceOf([looked, { stallAfter: null }], { timeoutSeconds: 1 });
  expect(rolesOf(evidence)).toEqual(['system', 'user', 'assistant', 'tool']);
  expect(evidence.response).toBeNull();
});
