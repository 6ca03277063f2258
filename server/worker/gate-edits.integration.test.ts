import { afterEach, expect, it } from 'vitest';
import { editRunSchema } from '@/lib/contracts/edit';
import { createEditsService } from '@/server/services/edits/edits-service';
import { auditRun } from '@/test/engine/audit';
import type { Agents } from '@/test/engine/open-agents';
import { operator } from '@/test/engine/open-engine';
import { doors, gate, openGates, requestsOf, settled, verdict, work } from '@/test/engine/open-gates';

let agents: Agents | undefined;
afterEach(async () => {
  await agents?.close();
  agents = undefined;
});

it('an author that an edit lets run again is not told to mend what it has mended, and its gate judges from the start', async () => {
  const door = doors();
  const one = await openGates({ review: [verdict('fail'), verdict('pass')] }, door.hold('busy 1'));
  agents = one;
  const runId = await one.create([work('write'), gate('review', ['write']), work('busy')]);
  await one.agentWorker();
  await settled(one, runId, 'review', 'SUCCEEDED');
  expect(requestsOf(one, 'write')[1]).toContain('What has to be revised');
  const edits = createEditsService({ db: one.db, bus: one.bus, compress: true });
  const operations = [{ op: 'updateTask' as const, key: 'write', changes: { title: 'Write it anew' } }];
  await edits.apply(editRunSchema.parse({ runId, baseVersion: 1, operations, rerunInvalidated: true }), operator, null);
  await auditRun(one.db, runId);
  await door.letGo('busy 1');
  expect(await one.ended(runId)).toBe('SUCCEEDED');
  await auditRun(one.db, runId);
  const [, revised, anew, ...more] = requestsOf(one, 'write');
  expect(revised).toContain('What has to be revised');
  expect(anew).not.toContain('What has to be revised');
  expect(more).toEqual([]);
  expect(requestsOf(one, 'review')[2]).not.toContain('What you found before');
  const left = { text: 'SELECT key FROM task_specs WHERE run_id = $1 AND revision IS NOT NULL', values: [runId] };
  expect(await one.db.query(left)).toEqual([]);
});
