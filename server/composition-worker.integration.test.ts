import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EscalationView } from '@/lib/contracts/escalation';
import { decideEscalationSchema, listEscalationsSchema } from '@/lib/contracts/escalation';
import { createRunSchema } from '@/lib/contracts/run';
import type { Orchestrator } from '@/server/composition';
import type { Worker } from '@/server/worker/create-worker';
import { auditRun } from '@/test/engine/audit';
import { until } from '@/test/engine/until';
import { openOrchestrator } from '@/test/orchestrator';

const caller = { kind: 'token', id: 'test', name: 'test', role: 'operator' } as const;
let close: () => Promise<void>;
let app: Orchestrator;
let worker: Worker;
beforeAll(async () => {
  ({ app, close } = await openOrchestrator());
  worker = await app.startWorker({ slots: 4 });
});
afterAll(async () => {
  await worker.stop();
  await close();
});

async function run(marker: string): Promise<string> {
  const tasks = [
    { key: 'report', role: 'backend_engineer', prompt: `Write the report. ${marker}` },
    { key: 'after', role: 'frontend_engineer', prompt: 'Build on it.', dependsOn: ['report'] },
  ];
  return (await app.services.runs.create(createRunSchema.parse({ goal: 'A report of the harbour', tasks }), caller, null)).id;
}
const askedIn = async (runId: string): Promise<EscalationView | undefined> =>
  (await app.services.escalations.list(listEscalationsSchema.parse({ runId }))).items[0];
const ended = (runId: string) =>
  until('the run to end', async () => {
    const { status } = await app.services.runs.get(runId);
    return status === 'SUCCEEDED' || status === 'FAILED' ? status : null;
  });

it('an agent asks, a lead asks back, the agent answers, the lead approves, and the run goes on: without a person', async () => {
  const runId = await run('[[offline: escalate]] [[offline: consult-ask]]');
  expect(await ended(runId)).toBe('SUCCEEDED');
  const asked = await askedIn(runId);
  expect(asked).toMatchObject({
    status: 'APPROVED',
    subject: 'tool',
    tier: 'LEAD_AGENT',
    decidedBy: 'lead:tech_lead',
    askedBy: 'agent:report',
  });
  const { entries } = await app.services.escalations.get(asked?.id ?? '');
  expect(entries.map(({ kind, by }) => `${kind} ${by}`)).toEqual([
    ...[
      'opened agent:report',
      'asked lead:project_manager',
      'answered agent:report',
      'consulted lead:project_manager',
      'tier lead:project_manager',
    ],
    ...['asked lead:tech_lead', 'answered agent:report', 'decided lead:tech_lead'],
  ]);
  const events = (await app.services.runs.events({ runId, after: 0, limit: 200 })).items;
  const cost = (type: string) =>
    events.filter((event) => event.type === type).reduce((sum, { data }) => sum + (data as { costUsd: number }).costUsd, 0);
  expect(cost('escalation.consulted')).toBeGreaterThan(0);
  expect((await app.services.runs.get(runId)).spentUsd).toBeCloseTo(cost('task.turn') + cost('escalation.consulted'), 6);
  await auditRun(app.db, runId);
});

it('the offline model leaves it to people within seconds; what is beside it goes on', async () => {
  const runId = await run('[[offline: escalate wait=false]]');
  const asked = await until('people to be asked', async () => {
    const one = await askedIn(runId);
    return one?.tier === 'HUMAN' ? one : null;
  });
  expect(asked).toMatchObject({ status: 'OPEN', subject: 'hold', taskKey: 'report' });
  await until('the task itself', async () => (await app.services.runs.get(runId)).tasks[0]?.status === 'SUCCEEDED');
  expect((await app.services.runs.get(runId)).tasks[1]?.status).toBe('PENDING');
  await app.services.escalations.decide(decideEscalationSchema.parse({ escalationId: asked.id, status: 'APPROVED' }), {
    ...caller,
    role: 'approver',
  });
  expect(await ended(runId)).toBe('SUCCEEDED');
  await auditRun(app.db, runId);
});
