import { afterAll, beforeAll, expect, it } from 'vitest';
import { decideEscalationSchema, type EscalationView, listEscalationsSchema } from '@/lib/contracts/escalation';
import { createEscalationsService, type EscalationsService } from '@/server/services/escalations/escalations-service';
import { auditRun } from '@/test/engine/audit';
import { type Agents, openAgents } from '@/test/engine/open-agents';
import { operator, task } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';
import type { ScriptedReply } from '@/test/scripted-model';

let agents: Agents;
let escalations: EscalationsService;
const ask = (more: object = {}): ScriptedReply => ({
  toolCalls: [
    { name: 'escalate', arguments: { type: 'ambiguous_requirement', question: 'Gross or net?', details: 'REQ-4 says both.', ...more } },
  ],
});
const written = (content: string): ScriptedReply => ({
  toolCalls: [
    { name: 'write_artifact', arguments: { name: 'a.md', type: 'document', content } },
    { name: 'finish', arguments: { summary: 'Done.' } },
  ],
});

/** "do ask" asks and then writes what it was told; "do meanwhile" asks and goes on; all others answer at once. */
beforeAll(async () => {
  agents = await openAgents((prompt, _call, messages) => {
    const told = messages.findLast(({ role, content }) => role === 'tool' && content?.includes('decided'))?.content;
    const asked = messages.some(({ role }) => role === 'tool');
    if (prompt === 'do ask') return told ? written(told) : ask();
    if (prompt === 'do meanwhile') return asked ? written('Meanwhile.') : ask({ wait: false });
    return { text: 'Done.' };
  });
  escalations = createEscalationsService(agents);
  await agents.agentWorker();
});
afterAll(() => agents.close());

const run = (first: string) =>
  agents.create([
    task('a', [], { role: 'backend_engineer', prompt: `do ${first}` }),
    task('b', ['a'], { prompt: 'do b' }),
    task('beside', [], { prompt: 'do beside' }),
  ]);
const openOf = (runId: string): Promise<EscalationView> =>
  until('a question', async () => (await escalations.list(listEscalationsSchema.parse({ runId, status: 'open' }))).items[0]);
const decide = (escalationId: string, status: string, note?: string) =>
  escalations.decide(decideEscalationSchema.parse({ escalationId, status, ...(note ? { note } : {}) }), {
    ...operator,
    role: 'approver',
    name: 'ann',
  });
const statuses = async (runId: string) => Object.fromEntries((await agents.runs.get(runId)).tasks.map(({ key, status }) => [key, status]));
const contentOf = async (runId: string) => {
  const [row] = await agents.db.query<{ content: string }>({
    text: `SELECT c.content FROM artifacts a JOIN artifact_contents c USING (sha256) WHERE a.run_id = $1 AND a.name = 'a.md' AND a.current`,
    values: [runId],
  });
  return row?.content;
};

it.each([
  ['APPROVED', 'Net.', 'A person has decided: approved.\nThe answer: Net.'],
  ['REJECTED', undefined, 'A person has decided: rejected.'],
])('an agent waits without a worker, is told %s, and goes on where it stood', async (status, note, told) => {
  const runId = await run('ask');
  const asked = await openOf(runId);
  expect(asked).toMatchObject({
    ...{ type: 'ambiguous_requirement', subject: 'tool', taskKey: 'a', askedBy: 'agent:a', priority: 'MEDIUM', tier: 'AGENT', blocks: 1 },
    ...{ title: 'Gross or net?', description: 'REQ-4 says both.', defaultDecision: 'pause' },
  });
  await until('what is beside it', async () => (await statuses(runId)).beside === 'SUCCEEDED');
  expect(await statuses(runId)).toEqual({ a: 'WAITING', b: 'PENDING', beside: 'SUCCEEDED' });
  await auditRun(agents.db, runId);
  await decide(asked.id, status, note);
  await auditRun(agents.db, runId);
  expect(await agents.ended(runId)).toBe('SUCCEEDED');
  expect(await contentOf(runId)).toBe(told);
  expect((await agents.runs.get(runId)).tasks[0]).toMatchObject({ attempt: 1 });
  await auditRun(agents.db, runId);
});

it('one that goes on meanwhile is not waited for: what builds on it is', async () => {
  const runId = await run('meanwhile');
  const asked = await openOf(runId);
  expect(asked).toMatchObject({ subject: 'hold', taskKey: 'a', blocks: 1 });
  await until('the task itself', async () => (await statuses(runId)).a === 'SUCCEEDED' && (await statuses(runId)).beside === 'SUCCEEDED');
  expect(await statuses(runId)).toMatchObject({ b: 'PENDING' });
  expect((await agents.runs.get(runId)).status).toBe('RUNNING');
  await auditRun(agents.db, runId);
  await decide(asked.id, 'APPROVED');
  expect(await agents.ended(runId)).toBe('SUCCEEDED');
  await auditRun(agents.db, runId);
});

it('is void once the run is cancelled', async () => {
  const runId = await run('ask');
  const asked = await openOf(runId);
  await agents.runs.cancel(runId, operator);
  await expect(decide(asked.id, 'APPROVED')).rejects.toMatchObject({ code: 'conflict' });
  expect(await escalations.get(asked.id)).toMatchObject({ status: 'SUPERSEDED' });
  await auditRun(agents.db, runId);
});

it('asks anew behind a rewind to before its question', async () => {
  const runId = await run('ask');
  const first = await openOf(runId);
  await until('what is beside it', async () => (await statuses(runId)).beside === 'SUCCEEDED');
  await agents.resume(runId, await agents.seqOf(runId, 'run.created'), { mode: 'rewind' });
  await auditRun(agents.db, runId);
  const again = await until('another question', async () => {
    const asked = await openOf(runId);
    return asked.id === first.id ? null : asked;
  });
  expect(await escalations.get(first.id)).toMatchObject({ status: 'SUPERSEDED' });
  await decide(again.id, 'APPROVED', 'Net.');
  expect(await agents.ended(runId)).toBe('SUCCEEDED');
  await auditRun(agents.db, runId);
});
