import { afterEach, expect, it } from 'vitest';
import { closeStages, stage } from '@/test/agent-stage';
import type { ScriptedReply } from '@/test/scripted-model';

afterEach(closeStages);

const operations = [{ op: 'insertGate', key: 'review', after: ['orders-api'], gateType: 'security_review' }];
const propose = (args: object): ScriptedReply => ({ toolCalls: [{ name: 'propose_edit', arguments: args }] });
const write: ScriptedReply = { toolCalls: [{ name: 'write_artifact', arguments: { name: 'a.md', type: 'document', content: 'A.' } }] };
const finish: ScriptedReply = { toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] };

it('is kept with its turn, and the agent goes on with its task', async () => {
  const one = await stage([propose({ reason: 'Nobody looks at the tokens.', operations }), write, finish]);
  expect(await one.run()).toEqual({ kind: 'succeeded' });
  expect(one.store.proposals).toEqual([{ reason: 'Nobody looks at the tokens.', operations, baseVersion: 1 }]);
  expect(one.store.conversations[0]?.turns[0]?.toolCalls[0]).toMatchObject({
    status: 'succeeded',
    result: expect.stringMatching(/A person decides .* go on with your own task/),
  });
});

it('learns its mistakes at once, of form and of substance, and may mend them', async () => {
  const one = await stage([
    propose({ reason: 'x', operations: [{ op: 'explode', key: 'review' }] }),
    propose({ reason: 'x', operations }),
    propose({ reason: 'x', operations: JSON.stringify(operations) }),
    write,
    finish,
  ]);
  one.store.editErrors.push(['operations.0.after.0: there is no task "orders-api"']);
  expect(await one.run()).toEqual({ kind: 'succeeded' });
  const results = one.store.conversations[0]?.turns.flatMap((turn) => turn.toolCalls.map((call) => call.result)) ?? [];
  expect(results[0]).toMatch(/propose_edit was not run\. operations\.0/);
  expect(results[1]).toMatch(/Not proposed: operations\.0\.after\.0: there is no task "orders-api"/);
  expect(results[2]).toMatch(/^Proposed/);
  expect(one.store.proposals).toHaveLength(1);
});

it('is not offered to the planner', async () => {
  const one = await stage([{ text: '{}' }], { planner: true, role: 'planner', maxAttempts: 1 });
  await one.run();
  const tools = (one.model.requests[0]?.body.tools ?? []) as unknown as { function: { name: string } }[];
  expect(tools.map((tool) => tool.function.name)).not.toContain('propose_edit');
});
