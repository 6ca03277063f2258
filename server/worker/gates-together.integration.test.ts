import { afterEach, describe, expect, it } from 'vitest';

import { auditRun } from '@/test/engine/audit';
import type { Agents } from '@/test/engine/open-agents';
import { operator } from '@/test/engine/open-engine';
import { doors, finding, gate, openGates, requestsOf, settled, statusOf, verdict, verdictsOf, work } from '@/test/engine/open-gates';

let agents: Agents | undefined;
afterEach(async () => {
  await agents?.close();
  agents = undefined;
});
const open = async (...given: Parameters<typeof openGates>): Promise<Agents> => {
  agents = await openGates(...given);
  return agents;
};

describe('at the same time', () => {
  it('two gates send back to one author: the later one judges what the author makes of the first', async () => {
    const door = doors();
    const one = await open(
      { quick: [verdict('fail'), verdict('pass')], slow: [verdict('fail', [{ ...finding, message: 'Too late.' }]), verdict('pass')] },
      door.hold('slow 1', 'write 2'),
    );
    const runId = await one.create([work('write'), gate('quick', ['write']), gate('slow', ['write']), work('after', ['quick', 'slow'])]);
    await one.agentWorker();
    await door.arrived('slow 1');
    await door.arrived('write 2');
    await auditRun(one.db, runId);
    const before = await one.runs.get(runId);
    expect(before.tasks.find(({ key }) => key === 'slow')).toMatchObject({ status: 'RUNNING', invalidated: true });
    await door.letGo('slow 1');
    await settled(one, runId, 'slow', 'PENDING');
    await auditRun(one.db, runId);
    await door.letGo('write 2');
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    // What came too late is neither counted nor told.
    expect((await verdictsOf(one, runId)).sort()).toEqual(['quick fail 0', 'quick pass 1', 'slow pass 0']);
    expect(requestsOf(one, 'write')).toHaveLength(2);
    expect((await one.runs.get(runId)).tasks.filter(({ invalidated }) => invalidated)).toEqual([]);
  });

  it('a paused run keeps both verdicts, sends back once with all findings, and goes on when it is resumed', async () => {
    const door = doors();
    const one = await open(
      { quick: [verdict('fail'), verdict('pass')], slow: [verdict('fail', [{ ...finding, message: 'Also this.' }]), verdict('pass')] },
      door.hold('quick 1', 'slow 1'),
    );
    const runId = await one.create([work('write'), gate('quick', ['write']), gate('slow', ['write'])]);
    await one.agentWorker();
    await door.arrived('quick 1');
    await door.arrived('slow 1');
    await one.runs.pause(runId, operator);
    await door.letGo('quick 1');
    await settled(one, runId, 'quick', 'PENDING');
    await auditRun(one.db, runId);
    expect(await statusOf(one, runId, 'write')).toBe('READY');
    await door.letGo('slow 1');
    await settled(one, runId, 'slow', 'PENDING');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'write')).toHaveLength(1);
    await one.runs.resume(runId, operator);
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'write')).toHaveLength(2);
    expect(requestsOf(one, 'write')[1]).toMatch(/It loses orders\.[\s\S]*Also this\./);
  });

  it('what had gone on from the work is flagged, and what had not begun waits for the new one', async () => {
    const door = doors();
    const one = await open({ review: [verdict('fail'), verdict('pass')] }, door.hold('review 1', 'busy 1', 'write 2'));
    const runId = await one.create([
      work('write'),
      gate('review', ['write']),
      ...[work('quick', ['write']), work('busy', ['write']), work('later', ['write', 'busy'])],
    ]);
    await one.agentWorker();
    await settled(one, runId, 'quick', 'SUCCEEDED');
    await door.arrived('busy 1');
    await door.letGo('review 1');
    await door.arrived('write 2');
    await auditRun(one.db, runId);
    await door.letGo('busy 1');
    await settled(one, runId, 'busy', 'SUCCEEDED');
    await auditRun(one.db, runId);
    expect(await statusOf(one, runId, 'later')).toBe('PENDING');
    await door.letGo('write 2');
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'later')[0]).toContain('# write 2');
    const { tasks } = await one.runs.get(runId);
    expect(tasks.filter(({ invalidated }) => invalidated).map(({ key }) => key)).toEqual(['quick', 'busy']);
  });

  it('a gate that had let the old work pass judges the new one before anything goes on', async () => {
    const door = doors();
    const one = await open({ quick: [verdict('pass')], slow: [verdict('fail'), verdict('pass')] }, door.hold('slow 1', 'write 2'));
    const runId = await one.create([work('write'), gate('quick', ['write']), gate('slow', ['write']), work('after', ['quick', 'slow'])]);
    await one.agentWorker();
    await settled(one, runId, 'quick', 'SUCCEEDED');
    await door.letGo('slow 1');
    await door.arrived('write 2');
    expect(await statusOf(one, runId, 'quick')).toBe('PENDING');
    await auditRun(one.db, runId);
    await door.letGo('write 2');
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'quick')).toHaveLength(2);
    expect(requestsOf(one, 'quick')[1]).toContain('# write 2');
  });

  it('a rewind to before the verdict forgets the round; one to behind it keeps it', async () => {
    const door = doors();
    const one = await open({ review: [verdict('fail'), verdict('pass')] }, door.hold('write 2'));
    const runId = await one.create([work('write'), gate('review', ['write'])]);
    await one.agentWorker();
    await door.arrived('write 2');
    const seq = await one.seqOf(runId, 'task.sent_back');
    await one.resume(runId, seq, { mode: 'rewind' });
    await auditRun(one.db, runId);
    await door.letGo('write 2');
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'write').at(-1)).toContain('It loses orders.');
    await one.resume(runId, await one.seqOf(runId, 'task.started', 'review'), { mode: 'rewind' });
    await auditRun(one.db, runId);
    expect(await one.ended(runId)).toBe('SUCCEEDED');
    await auditRun(one.db, runId);
    expect(requestsOf(one, 'review').at(-1)).not.toContain('What you found before');
  });
});
