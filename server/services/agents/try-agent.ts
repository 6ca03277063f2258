import type { TryAgent, TryEvent } from '@/lib/contracts/agent-try';
import { AppError } from '@/lib/errors';
import { auditActorOf, type Caller } from '@/server/core/access/caller';
import type { CurrentAgent } from '@/server/core/agent/current-agents';
import { definitionIssues } from '@/server/core/agent/definition-issues';
import { buildFirstRequest } from '@/server/core/agent/first-request';
import { TOOL_NAMES } from '@/server/core/agent/tool-definitions';
import { PLAN_SHAPE } from '@/server/core/planner/plan-schema';
import type { Log } from '@/server/core/ports/log';
import type { ModelClient } from '@/server/core/ports/model';
import type { ExecutionStore, TaskOutcome, TaskRunner } from '@/server/core/ports/task-runner';
import type { Database } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { loadAgents } from './agent-view';
import { createEventQueue } from './event-queue';
import { openSandbox, resumedConversation, SANDBOX_TASK_KEY } from './sandbox-store';
import type { TryGate } from './try-gate';

export interface TryDeps {
  db: Database;
  model: ModelClient;
  log: Log;
  /** The runner that carries out tasks, over another store. */
  runnerOver(store: ExecutionStore): TaskRunner;
  randomId: () => string;
  gate: TryGate;
}

/**
 * One message to a role as it is or as it is drafted, with real calls of the model: events as they happen. No run is touched; what
 * was spent is in the audit log, also when the caller went away.
 * @throws AppError invalid_input, too_many_requests before the first event
 */
export async function tryAgent(deps: TryDeps, input: TryAgent, caller: Caller, signal: AbortSignal): Promise<AsyncIterable<TryEvent>> {
  const agent = await draftedAgent(deps.db, input);
  const leave = deps.gate.enter(caller);
  const queue = createEventQueue<TryEvent>();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const running = carryOut(deps, input, agent, either, queue.push)
    .then((ended) => audit(deps.db, input, agent, caller, ended).then(() => queue.push(ended)))
    .catch((error: unknown) => {
      deps.log.error({ err: error, role: agent.role }, 'a try of a role failed');
      queue.fail(new AppError('internal', 'The try failed on our side; the log says why.'));
    })
    .finally(() => {
      leave();
      queue.end();
    });
  return {
    async *[Symbol.asyncIterator]() {
      try {
        yield* queue.events();
      } finally {
        stop.abort();
        await running;
      }
    },
  };
}

async function draftedAgent(db: Database, { role, draft = {} }: TryAgent): Promise<CurrentAgent> {
  const { agents } = await loadAgents(db);
  const wanted = { ...agents[role], ...draft };
  const issues = definitionIssues(wanted, agents, TOOL_NAMES).map((issue) => ({ ...issue, path: `draft.${issue.path}` }));
  if (issues.length > 0) throw new AppError('invalid_input', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), issues);
  return { ...wanted, tools: TOOL_NAMES.filter((name) => wanted.tools.includes(name)) };
}

type Ended = Extract<TryEvent, { type: 'ended' }>;

async function carryOut(
  deps: TryDeps,
  input: TryAgent,
  agent: CurrentAgent,
  signal: AbortSignal,
  tell: (event: TryEvent) => void,
): Promise<Ended> {
  const task = { runId: deps.randomId(), node: 0, epoch: 0, attempt: 1 };
  const sandbox = openSandbox(input, agent, tell);
  const briefing = await sandbox.store.brief(task);
  if (!briefing) throw new Error('The sandbox has no task');
  const first = buildFirstRequest(briefing, agent, agent.role === 'planner' ? PLAN_SHAPE : undefined);
  tell({ type: 'started', model: deps.model.modelFor(agent.tier), tier: agent.tier, ...first });
  const conversation = resumedConversation(input, first);
  const store = { ...sandbox.store, brief: async () => ({ ...briefing, conversation }) };
  const outcome = await deps.runnerOver(store).run(task, {
    signal,
    stopRequested: () => (signal.aborted ? 'cancelled' : sandbox.isExhausted() ? 'paused' : null),
    speak: (key, _turn, text) => {
      if (key === SANDBOX_TASK_KEY) tell({ type: 'words', text });
    },
    endTurn: () => undefined,
  });
  return { type: 'ended', ...whatItCameTo(outcome, sandbox.isExhausted()), totals: sandbox.totals };
}

function whatItCameTo(outcome: TaskOutcome, exhausted: boolean): Pick<Ended, 'outcome' | 'message'> {
  switch (outcome.kind) {
    case 'succeeded':
      return { outcome: 'finished', message: null };
    case 'failed':
      return { outcome: 'failed', message: outcome.failure.message };
    case 'postponed':
      return { outcome: 'failed', message: 'The limit of the model endpoint is reached. Try again in a moment.' };
    case 'judged':
      return { outcome: 'finished', message: null };
    case 'waiting':
      return { outcome: 'stopped', message: 'The role asked for a tool that a person has to allow; here it is not called.' };
    case 'asking':
      return { outcome: 'stopped', message: `The role asks the people in charge, who are not asked here: ${outcome.question.question}` };
    case 'released':
    case 'abandoned':
      return { outcome: 'stopped', message: exhausted ? 'The turns of one message are used up. Say how to go on.' : 'Stopped.' };
  }
}

function audit(db: Database, input: TryAgent, agent: CurrentAgent, caller: Caller, ended: Ended): Promise<void> {
  return db.transaction((tx) =>
    appendAudit(tx, auditActorOf(caller), {
      action: 'agent.try',
      target: { kind: 'agent', id: agent.role, name: agent.title },
      after: { version: agent.version, drafted: Object.keys(input.draft ?? {}), outcome: ended.outcome, ...ended.totals },
    }),
  );
}
