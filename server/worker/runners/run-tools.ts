import { artifactOfFinish } from '@/server/core/agent/after-tools';
import { type AgentQuestion, askedBefore, MAX_QUESTIONS_ASKED, priorityOf } from '@/server/core/agent/agent-question';
import { fenced, fenceMark } from '@/server/core/agent/fence';
import { parseToolCall, type ToolAction } from '@/server/core/agent/parse-tool-call';
import type { RoleDefinition } from '@/server/core/agent/role-definition';
import { READ_PAGE_CHARS, TOOL_NAMES } from '@/server/core/agent/tool-definitions';
import { outputsFaults } from '@/server/core/outputs/outputs-schema';
import type {
  StagedArtifact,
  StagedProposal,
  StoredTurn,
  TaskOutcome,
  ToolAsk,
  ToolOutcome,
  WaitingFor,
} from '@/server/core/ports/task-runner';
import type { OfferedTool } from '@/server/core/ports/tools';
import { type AgentSession, abortedOutcome, isLost, stopBeforeCall } from './agent-session';
import { planOutsideCall, sendOutsideCall } from './run-outside-call';

/** A run may have 20,000 tasks; a model needs the list of its own surroundings. */
const MAX_LISTED = 400;
const MAX_NAMED = 60;

type Input<N extends ToolAction['tool']> = Extract<ToolAction, { tool: N }>['input'];

interface TurnWork {
  session: AgentSession;
  role: RoleDefinition;
  turn: StoredTurn;
  /** Written by this turn's tools, stored with their outcomes. */
  staged: StagedArtifact[];
  proposals: StagedProposal[];
  questions: AgentQuestion[];
  outcomes: ToolOutcome[];
  /** What `finish` handed on as data. */
  outputs: Record<string, unknown> | null;
  finished: boolean;
}

/**
 * Runs the calls of a turn that have no outcome yet, in order, and stores outcomes and artifacts in one go. Every built-in tool reads,
 * or writes only with that commit: a call that had started before a crash may simply run again. What came of a tool from outside is
 * stored at once, because it cannot be taken back.
 * `cutOff`: the last call may be incomplete. The task's outcome where the turn brought one; null: the model is asked again.
 */
export async function runTools(
  session: AgentSession,
  role: RoleDefinition,
  turn: StoredTurn,
  cutOff: boolean,
): Promise<TaskOutcome | null> {
  const { deps, task } = session;
  const work: TurnWork = { session, role, turn, staged: [], proposals: [], questions: [], outcomes: [], outputs: null, finished: false };
  const offered = turn.toolCalls.some((call) => isPending(call) && !isBuiltIn(call)) ? await deps.tools?.offered(role.role) : [];
  for (const call of turn.toolCalls) {
    if (!isPending(call)) continue;
    if (askedBefore(turn, call.index)) {
      settleCall(work, call, {
        ok: false,
        result: 'Not run: it was called before your question in the same turn was answered. Read the answer first.',
      });
      continue;
    }
    const isCut = cutOff && call.index === turn.toolCalls.length - 1;
    const outside = offered?.find((tool) => tool.definition.name === call.name);
    if (outside) {
      const stopped = await runOutside(work, offered ?? [], outside, call, isCut);
      if (stopped || isLost(session.verdict)) return stopped;
      continue;
    }
    session.verdict = await deps.store.markToolStarted(task, placeOf(work, call));
    if (isLost(session.verdict)) return null;
    const parsed = parseToolCall(call, role.tools, isCut);
    if (parsed.ok && parsed.action.tool === 'escalate' && parsed.action.input.wait) {
      const asked = questionOf(work, call, parsed.action.input);
      if (asked) {
        await store(work);
        return isLost(session.verdict) ? null : { kind: 'asking', question: asked };
      }
    }
    settleCall(work, call, parsed.ok ? await runAction(work, call, parsed.action) : { ok: false, result: parsed.problem });
  }
  await store(work);
  return work.finished ? { kind: 'succeeded' } : null;
}

type Call = StoredTurn['toolCalls'][number];

const isPending = (call: Call): boolean => call.status === 'requested' || call.status === 'started';
const isBuiltIn = (call: Call): boolean => TOOL_NAMES.some((name) => name === call.name);
const placeOf = ({ session, turn }: TurnWork, { index }: { index: number }) => ({
  conversation: session.conversation.conversation,
  turn: turn.turn,
  index,
});

/** One call of a tool from outside. An outcome where the task cannot go on now: a person must be asked, or it has to stop. */
async function runOutside(
  work: TurnWork,
  offered: readonly OfferedTool[],
  tool: OfferedTool,
  call: Call,
  cutOff: boolean,
): Promise<TaskOutcome | null> {
  const { session, turn } = work;
  const plan = await planOutsideCall(session, tool, call, { turn: turn.turn, cutOff });
  if (plan.kind === 'refuse') {
    settleCall(work, call, { ok: false, result: plan.result });
    return null;
  }
  await store(work);
  if (isLost(session.verdict)) return null;
  if (plan.kind === 'ask')
    return { kind: 'waiting', for: plan.for, asks: [plan.ask, ...(await asksBehind(work, offered, call, plan.for))] };
  const stop = stopBeforeCall(session);
  if (stop) return stop;
  session.verdict = await session.deps.store.markToolStarted(session.task, placeOf(work, call));
  if (isLost(session.verdict)) return null;
  const outcome = await sendOutsideCall(session, tool, plan.given, { turn: turn.turn, index: call.index, amended: call.amended });
  if (!outcome) return abortedOutcome(session);
  settleCall(work, call, outcome);
  await store(work);
  return null;
}

/** The same question about later calls of this turn is asked with the first, so that a person decides about all at once. */
async function asksBehind({ session, turn }: TurnWork, offered: readonly OfferedTool[], first: Call, why: WaitingFor): Promise<ToolAsk[]> {
  const asks: ToolAsk[] = [];
  for (const call of turn.toolCalls) {
    const tool = call.index > first.index && isPending(call) ? offered.find((one) => one.definition.name === call.name) : undefined;
    const plan = tool && (await planOutsideCall(session, tool, call, { turn: turn.turn, cutOff: false }));
    if (plan?.kind === 'ask' && plan.for === why) asks.push(plan.ask);
  }
  return asks;
}

function settleCall(work: TurnWork, call: Call, outcome: ActionResult): void {
  work.outcomes.push({ index: call.index, ...outcome });
  call.status = outcome.ok ? 'succeeded' : 'failed';
  call.result = outcome.result;
}

/** Commits what the turn has come to so far. */
async function store(work: TurnWork): Promise<void> {
  const { session, turn } = work;
  const at = { conversation: session.conversation.conversation, turn: turn.turn };
  const stored = await session.deps.store.commitTools(
    session.task,
    at,
    work.outcomes,
    work.staged,
    work.outputs,
    work.proposals,
    work.questions,
  );
  session.verdict = stored.verdict;
  work.outcomes = [];
  work.staged = [];
  work.proposals = [];
  work.questions = [];
}

type ActionResult = Omit<ToolOutcome, 'index'>;

/** Null: it has asked enough. */
function questionOf({ session, turn, questions }: TurnWork, call: Call, input: Input<'escalate'>): AgentQuestion | null {
  const { conversation, turns } = session.conversation;
  const before = turns.flatMap(({ toolCalls }) => toolCalls).filter((one) => one.name === 'escalate' && one.status === 'succeeded').length;
  if (before + questions.length >= MAX_QUESTIONS_ASKED) return null;
  const { type, question, details, priority } = input;
  const at = { conversation, turn: turn.turn, index: call.index };
  return { type, question, details, priority: priorityOf(type, priority), call: at };
}

/** One that its agent goes on without; it is kept with the turn, so that a crash leaves no second one. */
function escalate(work: TurnWork, call: Call, input: Input<'escalate'>): ActionResult {
  const asked = questionOf(work, call, input);
  if (!asked) return { ok: false, result: 'Not asked: this task has asked enough. Decide yourself, and state what you assumed.' };
  work.questions.push(asked);
  return { ok: true, result: 'Asked. Go on with your own task; what builds on it waits for the decision.' };
}

async function runAction(work: TurnWork, call: Call, action: ToolAction): Promise<ActionResult> {
  switch (action.tool) {
    case 'list_artifacts':
      return listArtifacts(work);
    case 'read_artifact':
      return readArtifact(work, action.input);
    case 'write_artifact':
      return writeArtifact(work, action.input);
    case 'propose_edit':
      return proposeEdit(work, action.input);
    case 'escalate':
      return escalate(work, call, action.input);
    case 'finish':
      return finish(work, action.input);
  }
}

async function listArtifacts({ session, staged }: TurnWork): Promise<ActionResult> {
  const known = await session.deps.store.listArtifacts(session.task.runId);
  const lines = known.map(({ name, type, version, taskKey, metadata }) =>
    JSON.stringify({ name, type, version, from: taskKey === null ? 'input of the run' : `task ${taskKey}`, metadata }),
  );
  for (const { name, type } of staged) lines.push(JSON.stringify({ name, type, from: 'this turn' }));
  const more = lines.length > MAX_LISTED ? [`and ${lines.length - MAX_LISTED} more`] : [];
  return { ok: true, result: lines.length === 0 ? 'There are no artifacts yet.' : [...lines.slice(0, MAX_LISTED), ...more].join('\n') };
}

async function readArtifact({ session, staged }: TurnWork, input: Input<'read_artifact'>): Promise<ActionResult> {
  const { store } = session.deps;
  const fresh = input.version === undefined ? staged.findLast((artifact) => artifact.name === input.name) : undefined;
  const found = fresh ?? (await store.readArtifact(session.task.runId, input.name, input.version));
  if (!found) {
    const names = (await store.listArtifacts(session.task.runId)).map((artifact) => JSON.stringify(artifact.name));
    const version = input.version === undefined ? '' : ` in version ${input.version}`;
    return {
      ok: false,
      result: `There is no artifact ${JSON.stringify(input.name)}${version}. There are: ${names.slice(0, MAX_NAMED).join(', ') || 'none'}.`,
    };
  }
  const page = found.content.slice(input.offset, input.offset + READ_PAGE_CHARS);
  const end = input.offset + page.length;
  const header = { name: found.name, type: found.type, characters: found.content.length, from: input.offset, to: end };
  const rest = end < found.content.length ? `\nMore follows: call read_artifact again with offset ${end}.` : '';
  return { ok: true, result: fenced(fenceMark([page]), header, page) + rest };
}

function writeArtifact({ session, role, staged }: TurnWork, input: Input<'write_artifact'>): ActionResult {
  const type = input.type ?? session.briefing.artifactType ?? role.artifactType;
  staged.push({ name: input.name, type, content: input.content, metadata: input.metadata });
  const bytes = Buffer.byteLength(input.content);
  return {
    ok: true,
    result: `Stored ${JSON.stringify(input.name)} (type ${type}, ${bytes} bytes). Call finish when everything is written.`,
  };
}

/** Checked at once, so that the model can mend it; kept with the turn, so that a crash leaves no second one. */
async function proposeEdit({ session, proposals }: TurnWork, { reason, operations }: Input<'propose_edit'>): Promise<ActionResult> {
  const checked = await session.deps.store.checkEdit(session.task, operations);
  if (!checked.ok) {
    return {
      ok: false,
      result: `Not proposed: ${checked.errors.join('; ')}. Mend the operations, then call propose_edit again, or go on without.`,
    };
  }
  proposals.push({ reason, operations, baseVersion: checked.version });
  const next =
    checked.decides === 'person'
      ? 'A person decides whether the graph changes. Do not wait for it: go on with your own task.'
      : 'It is applied at once, unless the graph changes before. Go on with your own task.';
  return { ok: true, result: `Proposed. ${next}` };
}

/** A task ends with an artifact: where none was written, what was said takes its place. */
function finish(work: TurnWork, input: Input<'finish'>): ActionResult {
  const { session, role, turn } = work;
  if (turn.toolCalls.some((call) => call.status === 'failed')) {
    return { ok: false, result: 'Not finished: a call before this one failed. Mend it, then call finish again.' };
  }
  const schema = session.briefing.outputsSchema;
  const faults = schema ? outputsFaults(schema, input.outputs ?? {}) : [];
  if (faults.length > 0) return { ok: false, result: `Not finished: ${faults.join('; ')}. Mend the outputs, then call finish again.` };
  if (work.staged.length === 0 && !wroteArtifact(session.conversation.turns)) {
    const task = { key: session.briefing.key, artifactType: session.briefing.artifactType ?? role.artifactType };
    const artifact = artifactOfFinish(task, { text: turn.text, summary: input.summary });
    if (!artifact) return { ok: false, result: 'Not finished: nothing has been written. Call write_artifact first.' };
    work.staged.push(artifact);
  }
  work.outputs = schema ? (input.outputs ?? null) : null;
  work.finished = true;
  return { ok: true, result: 'The task is finished.' };
}

export function wroteArtifact(turns: readonly StoredTurn[]): boolean {
  return turns.some((turn) => turn.toolCalls.some((call) => call.name === 'write_artifact' && call.status === 'succeeded'));
}
