import type { AgentQuestion } from '@/server/core/agent/agent-question';
import type {
  ClaimedTask,
  ExecutionStore,
  Material,
  StagedArtifact,
  StagedProposal,
  StoredConversation,
  TaskBriefing,
  TurnRecord,
  Verdict,
} from '@/server/core/ports/task-runner';

export interface MemoryStore extends ExecutionStore {
  /** Every write in order, by name. */
  log: string[];
  turns: TurnRecord[];
  conversations: StoredConversation[];
  artifacts: Material[];
  plans: unknown[];
  /** What `finish` handed on, in order. */
  outputs: unknown[];
  proposals: StagedProposal[];
  questions: AgentQuestion[];
  /** What the next edits that are checked are refused for. */
  editErrors: string[][];
  /** Verdict that a write of this name answers with, once. */
  verdicts: Map<string, Verdict>;
  /** Thrown by the write of this name, once: a process that dies there. */
  crashes: Map<string, Error>;
  briefing: TaskBriefing;
}

export function briefingOf(over: Partial<TaskBriefing> = {}): TaskBriefing {
  return {
    runId: '0190c000-0000-7000-8000-000000000001',
    node: 1,
    key: 'orders-api',
    title: 'Orders API',
    ...{ kind: 'agent', gate: null, branch: null, revision: null, previous: [] },
    role: 'backend_engineer',
    definition: undefined,
    tier: 'standard',
    prompt: 'Write the orders service.',
    filledFrom: [],
    input: null,
    outputsSchema: null,
    artifactType: null,
    maxAttempts: 3,
    timeoutSeconds: 60,
    attempt: 1,
    goal: 'Build an orders service.',
    budgeted: false,
    planner: false,
    materials: [],
    conversation: null,
    ...over,
  };
}

/** An `ExecutionStore` in memory that behaves as the database's does, for the loop's own tests. */
export function createMemoryStore(briefing: TaskBriefing, planErrors: string[][] = []): MemoryStore {
  const artifacts: Material[] = [...briefing.materials];
  const conversations: StoredConversation[] = [];
  const note = (name: string): Verdict => {
    const crash = store.crashes.get(name);
    store.crashes.delete(name);
    if (crash) throw crash;
    store.log.push(name);
    const verdict = store.verdicts.get(name) ?? 'go';
    store.verdicts.delete(name);
    return verdict;
  };
  const turnAt = (at: { conversation: number; turn: number }) =>
    conversations[at.conversation - 1]?.turns.find((one) => one.turn === at.turn);
  const write = (artifact: StagedArtifact): { id: string; name: string; version: number } => {
    const version = artifacts.filter((one) => one.name === artifact.name).length + 1;
    const id = `artifact-${artifacts.length + 1}`;
    artifacts.push({ ...artifact, artifactId: id, taskKey: briefing.key, version });
    return { id, name: artifact.name, version };
  };
  const store: MemoryStore = {
    log: [],
    turns: [],
    conversations,
    artifacts,
    plans: [],
    outputs: [],
    proposals: [],
    questions: [],
    editErrors: [],
    verdicts: new Map(),
    crashes: new Map(),
    briefing,
    brief: async () => ({ ...store.briefing, conversation: structuredClone(conversations.at(-1) ?? store.briefing.conversation) }),
    startConversation: async (_task: ClaimedTask, first) => {
      const verdict = note('startConversation');
      conversations.push({ conversation: conversations.length + 1, ...first, turns: [] });
      return { conversation: conversations.length, verdict };
    },
    commitTurn: async (_task, turn) => {
      const verdict = note('commitTurn');
      store.turns.push(turn);
      const toolCalls = turn.toolCalls.map((call, index) => ({ ...call, index, status: 'requested' as const, result: null }));
      const { text, refusal, finishReason, feedback } = turn;
      conversations[turn.conversation - 1]?.turns.push({ turn: turn.turn, text, refusal, finishReason, toolCalls, feedback });
      return verdict;
    },
    markToolStarted: async (_task, at) => {
      const verdict = note('markToolStarted');
      const call = turnAt(at)?.toolCalls[at.index];
      if (call) call.status = 'started';
      return verdict;
    },
    commitTools: async (_task, at, outcomes, staged, outputs, proposals = [], questions = []) => {
      if (outputs) store.outputs.push(outputs);
      store.proposals.push(...proposals);
      store.questions.push(...questions);
      const verdict = note('commitTools');
      for (const outcome of outcomes) {
        const call = turnAt(at)?.toolCalls[outcome.index];
        if (call) Object.assign(call, { status: outcome.ok ? 'succeeded' : 'failed', result: outcome.result });
      }
      return { verdict, artifacts: staged.map(write) };
    },
    conditionContext: async () => ({ artifact: null, task: {}, run: {}, outputs: {} }),
    listArtifacts: async () => artifacts.map(({ content: _content, ...rest }) => rest),
    readArtifact: async (_runId, name, version) =>
      artifacts.findLast((one) => one.name === name && (version ?? one.version) === one.version) ?? null,
    checkEdit: async () => {
      const errors = store.editErrors.shift();
      return errors ? { ok: false, errors } : { ok: true, version: 1, decides: 'person' };
    },
    applyPlan: async (_task, plan) => {
      const errors = planErrors.shift();
      if (errors) return { ok: false, errors };
      store.plans.push(plan);
      return { ok: true, verdict: note('applyPlan') };
    },
  };
  return store;
}
