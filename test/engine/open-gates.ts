import type { Finding, TaskDraftInput } from '@/lib/contracts/task';
import { createEscalationsService } from '@/server/services/escalations/escalations-service';
import type { ScriptedReply } from '../scripted-model';
import { type Agents, openAgents } from './open-agents';
import { operator } from './open-engine';
import { until } from './until';

export const finding: Finding = { severity: 'major', message: 'It loses orders.', place: 'write.md', suggestion: 'Commit first.' };
export const verdict = (word: 'pass' | 'fail', findings: Finding[] = word === 'fail' ? [finding] : []): ScriptedReply => ({
  text: JSON.stringify({ verdict: word, findings }),
});
export const work = (key: string, dependsOn: string[] = [], more: Partial<TaskDraftInput> = {}): TaskDraftInput => ({
  ...{ key, role: 'tech_lead', prompt: `do ${key}`, dependsOn },
  ...more,
});
export const gate = (key: string, dependsOn: string[], more: Partial<NonNullable<TaskDraftInput['gate']>> = {}): TaskDraftInput => ({
  ...{ key, kind: 'gate', role: 'code_reviewer', prompt: `do ${key}`, dependsOn },
  gate: { type: 'code_review', criteria: 'No order is lost.', ...more },
});

/** The engine with a model that answers by task: the n-th reply to the n-th call of its prompt, the last one from then on. */
export function openGates(
  replies: Record<string, ScriptedReply[]>,
  held: (key: string, call: number) => Promise<void> | undefined = () => undefined,
) {
  return openAgents(async (prompt, call) => {
    const key = prompt.replace('do ', '');
    await held(key, call);
    const own = replies[key] ?? [{ text: `# ${key} ${call}` }];
    return own[Math.min(call, own.length) - 1] ?? { text: 'x' };
  });
}

export const statusOf = async (one: Agents, runId: string, key: string) => {
  const run = await one.runs.get(runId);
  return run.tasks.find((task) => task.key === key)?.status;
};
export const settled = (one: Agents, runId: string, key: string, status: string) =>
  until(`${key} to be ${status}`, async () => ((await statusOf(one, runId, key)) === status ? true : null));
export const escalationsOf = (one: Agents, runId: string) =>
  one.db.query<{
    id: string;
    status: string;
    type: string;
    task_key: string;
    description: string;
    context: { gateResult?: Record<string, unknown>; missing?: string };
    node: number;
    epoch: number;
  }>({
    text: 'SELECT id, status, type, task_key, description, context, node, epoch FROM escalations WHERE run_id = $1 ORDER BY id',
    values: [runId],
  });
export const verdictsOf = async (one: Agents, runId: string) =>
  (
    await one.db.query<{ said: string }>({
      text: `SELECT s.key || ' ' || v.verdict || ' ' || v.round AS said FROM gate_verdicts v JOIN task_specs s USING (run_id, node) WHERE run_id = $1 ORDER BY v.at, v.epoch`,
      values: [runId],
    })
  ).map(({ said }) => said);
export const requestsOf = (one: Agents, key: string) =>
  one.model.requests.flatMap(({ body }) => {
    const user = body.messages.find((message) => message.role === 'user')?.content ?? '';
    return user.endsWith(`do ${key}`) ? [user] : [];
  });

/** A person's word about a gate that waits. */
export async function decide(one: Agents, runId: string, key: string, approved: boolean) {
  const [asked] = (await escalationsOf(one, runId)).filter(({ task_key, status }) => task_key === key && status === 'OPEN');
  if (!asked) throw new Error(`nothing is asked about ${key}`);
  await createEscalationsService(one).decide({ escalationId: asked.id, status: approved ? 'APPROVED' : 'REJECTED' }, operator);
}

/** Calls that wait until they are let go. */
export function doors() {
  const waiting = new Map<string, () => void>();
  return {
    hold:
      (...names: string[]) =>
      (key: string, call: number) =>
        names.includes(`${key} ${call}`) ? new Promise<void>((resolve) => waiting.set(`${key} ${call}`, resolve)) : undefined,
    arrived: (name: string) => until(`${name} to arrive`, async () => waiting.get(name) ?? null),
    async letGo(name: string) {
      (await this.arrived(name))();
    },
  };
}
