import { artifactOfFinish } from '@/server/core/agent/after-tools';
import { fenced, fenceMark } from '@/server/core/agent/fence';
import { parseToolCall, type ToolAction } from '@/server/core/agent/parse-tool-call';
import type { RoleDefinition } from '@/server/core/agent/role-definition';
import { READ_PAGE_CHARS } from '@/server/core/agent/tool-definitions';
import { outputsFaults } from '@/server/core/outputs/outputs-schema';
import type { StagedArtifact, StoredTurn, ToolOutcome } from '@/server/core/ports/task-runner';
import { type AgentSession, isLost } from './agent-session';

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
  outcomes: ToolOutcome[];
  /** What `finish` handed on as data. */
  outputs: Record<string, unknown> | null;
  finished: boolean;
}

/**
 * Runs the calls of a turn that have no outcome yet, in order, and stores outcomes and artifacts in one go. Every tool here reads, or
 * writes only with that commit: a call that had started before a crash may simply run again.
 * `cutOff`: the last call may be incomplete. True as result: `finish` was called.
 */
export async function runTools(session: AgentSession, role: RoleDefinition, turn: StoredTurn, cutOff: boolean): Promise<boolean> {
  const { deps, task, conversation } = session;
  const at = { conversation: conversation.conversation, turn: turn.turn };
  const work: TurnWork = { session, role, turn, staged: [], outcomes: [], outputs: null, finished: false };
  for (const call of turn.toolCalls) {
    if (call.status !== 'requested' && call.status !== 'started') continue;
    session.verdict = await deps.store.markToolStarted(task, { ...at, index: call.index });
    if (isLost(session.verdict)) return false;
    const parsed = parseToolCall(call, role.tools, cutOff && call.index === turn.toolCalls.length - 1);
    const outcome = parsed.ok ? await runAction(work, parsed.action) : { ok: false, result: parsed.problem };
    work.outcomes.push({ index: call.index, ...outcome });
    call.status = outcome.ok ? 'succeeded' : 'failed';
    call.result = outcome.result;
  }
  const stored = await deps.store.commitTools(task, at, work.outcomes, work.staged, work.outputs);
  session.verdict = stored.verdict;
  return work.finished;
}

type ActionResult = Omit<ToolOutcome, 'index'>;

async function runAction(work: TurnWork, action: ToolAction): Promise<ActionResult> {
  switch (action.tool) {
    case 'list_artifacts':
      return listArtifacts(work);
    case 'read_artifact':
      return readArtifact(work, action.input);
    case 'write_artifact':
      return writeArtifact(work, action.input);
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

/** A task ends with an artifact: where none was written, what was said takes its place. */
function finish(work: TurnWork, input: Input<'finish'>): ActionResult {
  const { session, role, turn } = work;
  if (work.outcomes.some((outcome) => !outcome.ok)) {
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
