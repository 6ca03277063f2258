import { afterEach, describe, expect, it } from 'vitest';
import { auditRun } from '@/test/engine/audit';
import type { Agents } from '@/test/engine/open-agents';
import { decide, escalationsOf, openGates, requestsOf, settled, statusOf, work } from '@/test/engine/open-gates';
import { until } from '@/test/engine/until';

let agents: Agents | undefined;
afterEach(async () => {
  await agents?.close();
  agents = undefined;
});

const SECRET = ['AKIA', 'IOSFODNN7ABCDEFG'].join('');

/** A run whose first task answers with a secret; what depends on it waits, what does not goes on. */
async function leaked(): Promise<{ one: Agents; runId: string }> {
  agents = await openGates({ write: [{ text: `# Access\n\nUse ${SECRET} for the harbour.` }] });
  const runId = await agents.create([work('write'), work('after', ['write']), work('other')]);
  await agents.agentWorker();
  await settled(agents, runId, 'write', 'SUCCEEDED');
  await settled(agents, runId, 'other', 'SUCCEEDED');
  return { one: agents, runId };
}

describe('an agent that answers with a secret', () => {
  it('holds its dependents and keeps the run open; approved, they read it and the run ends', async () => {
    const { one, runId } = await leaked();
    expect(await escalationsOf(one, runId)).toMatchObject([{ type: 'sensitive_data', task_key: 'write', status: 'OPEN' }]);
    expect(await statusOf(one, runId, 'after')).toBe('PENDING');
    expect((await one.runs.get(runId)).status).toBe('RUNNING');
    await auditRun(one.db, runId);
    await decide(one, runId, 'write', true);
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    expect(requestsOf(one, 'after')[0]).toContain(SECRET);
    await auditRun(one.db, runId);
  });

  it('refused, its task has failed and nothing of it is handed on', async () => {
    const { one, runId } = await leaked();
    await decide(one, runId, 'write', false);
    await until('the run to end', async () => ((await one.runs.get(runId)).status === 'FAILED' ? true : null));
    expect(await statusOf(one, runId, 'write')).toBe('FAILED');
    expect(requestsOf(one, 'after')).toEqual([]);
    await auditRun(one.db, runId);
  });
});
