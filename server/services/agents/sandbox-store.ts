import type { TryAgent, TryEvent, TryTotals } from '@/lib/contracts/agent-try';
import { MAX_TRY_TURNS } from '@/lib/contracts/agent-try';
import { fromMicroUsd } from '@/lib/contracts/common';
import type { CurrentAgent } from '@/server/core/agent/current-agents';
import type {
  ExecutionStore,
  Material,
  StagedArtifact,
  StoredConversation,
  StoredTurn,
  TaskBriefing,
} from '@/server/core/ports/task-runner';

/** The run and the task that a try pretends to be. */
export const SANDBOX_TASK_KEY = 'try';

export interface Sandbox {
  store: ExecutionStore;
  totals: TryTotals;
  /** The turns of this message are used up. */
  isExhausted(): boolean;
}

/**
 * What stands in for the database while a role is tried: a task that belongs to no run, artifacts in memory, and an event for
 * whatever would have been stored.
 */
export function openSandbox(input: TryAgent, agent: CurrentAgent, tell: (event: TryEvent) => void): Sandbox {
  const artifacts: Material[] = [];
  const totals: TryTotals = { turns: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0 };
  let costMicroUsd = 0;
  const add = (artifact: StagedArtifact, taskKey: string | null): Material => {
    const version = artifacts.filter((one) => one.name === artifact.name).length + 1;
    const added = { ...artifact, artifactId: `${artifacts.length + 1}`, taskKey, version };
    artifacts.push(added);
    return added;
  };
  for (const document of input.documents) add({ ...document, metadata: {} }, null);
  const materials = [...artifacts];
  for (const artifact of input.earlier?.artifacts ?? []) add(artifact, SANDBOX_TASK_KEY);
  const isExhausted = () => totals.turns >= MAX_TRY_TURNS;
  const write = (staged: StagedArtifact[]) => staged.map((artifact) => add(artifact, SANDBOX_TASK_KEY));
  const store: ExecutionStore = {
    brief: async () => briefingOf(input, agent, materials),
    startConversation: async () => ({ conversation: 1, verdict: 'go' as const }),
    async commitTurn(_task, turn) {
      const { text, toolCalls, feedback, model, inputTokens, outputTokens, priced, durationMs } = turn;
      totals.turns += 1;
      totals.inputTokens += inputTokens;
      totals.outputTokens += outputTokens;
      if (priced) costMicroUsd += turn.costMicroUsd;
      else totals.unpricedCalls += 1;
      totals.costUsd = fromMicroUsd(costMicroUsd);
      const costUsd = fromMicroUsd(turn.costMicroUsd);
      tell({ type: 'turn', text, toolCalls, feedback, model, inputTokens, outputTokens, costUsd, priced, durationMs });
      return 'go';
    },
    markToolStarted: async () => 'go',
    async commitTools(_task, _at, outcomes, staged) {
      const written = write(staged);
      tell({ type: 'tools', outcomes, artifacts: staged });
      // Here rather than with the turn: its tools have run, so that the conversation can go on.
      return {
        verdict: isExhausted() ? 'paused' : 'go',
        artifacts: written.map(({ artifactId, name, version }) => ({ id: artifactId, name, version })),
      };
    },
    conditionContext: async () => ({ artifact: null, task: {}, run: {}, outputs: {} }),
    listArtifacts: async () => latestOf(artifacts).map(({ content: _, ...rest }) => rest),
    readArtifact: async (_runId, name, version) =>
      artifacts.findLast((one) => one.name === name && (version === undefined || one.version === version)) ?? null,
    checkEdit: async () => ({ ok: false, errors: ['here there is no graph: the role is being tried out by itself'] }),
    async applyPlan(_task, plan) {
      const staged = [{ name: 'plan.json', type: 'plan', content: JSON.stringify(plan, null, 2), metadata: {} }];
      write(staged);
      tell({ type: 'tools', outcomes: [], artifacts: staged });
      return { ok: true, verdict: 'go' };
    },
  };
  return { store, totals, isExhausted };
}

function latestOf(artifacts: readonly Material[]): Material[] {
  return artifacts.filter((one) => !artifacts.some((other) => other.name === one.name && other.version > one.version));
}

/** The role's conversation about a task of one. A later message is what the person says after the last turn. */
function briefingOf(input: TryAgent, agent: CurrentAgent, materials: Material[]): TaskBriefing {
  return {
    runId: '',
    node: 0,
    key: SANDBOX_TASK_KEY,
    title: 'Try the role',
    ...{ kind: 'agent', gate: null, branch: null, revision: null, previous: [] },
    role: agent.role,
    definition: agent,
    tier: agent.tier,
    prompt: input.earlier?.task ?? input.message,
    input: null,
    filledFrom: [],
    outputsSchema: null,
    artifactType: null,
    maxAttempts: 1,
    timeoutSeconds: 300,
    attempt: 1,
    goal: input.goal ?? 'Try this role out: carry out the one task below.',
    budgeted: false,
    planner: agent.role === 'planner',
    materials,
    conversation: null,
  };
}

/** The conversation so far, with the new message after its last turn. */
export function resumedConversation(input: TryAgent, first: { system: string; user: string }): StoredConversation | null {
  if (!input.earlier) return null;
  const turns = input.earlier.turns.map(
    ({ text, toolCalls, feedback }, index): StoredTurn => ({
      turn: index + 1,
      text,
      refusal: null,
      finishReason: toolCalls.length > 0 ? 'tool_calls' : 'stop',
      toolCalls: toolCalls.map(({ id, name, arguments: given, ok, result }, at) => ({
        id,
        name,
        arguments: given,
        index: at,
        status: ok ? 'succeeded' : 'failed',
        result,
      })),
      feedback,
    }),
  );
  const last = turns.at(-1);
  if (last) last.feedback = last.feedback === null ? input.message : `${last.feedback}\n\n${input.message}`;
  return { conversation: 1, ...first, turns };
}
