import type { ChatRequest, Reply } from './chat-request';
import { isLimit } from './facts';
import type { Fault } from './faults';
import { instanceOf } from './json-instance';
import { judgeWork } from './judge-work';
import { planGoal } from './plan-goal';
import { firstLine, readBrief } from './read-brief';
import { askUp, speakUp } from './speak-up';
import { writePieces } from './write-pieces';
import { quoted, type Work, workOf } from './writers/work';

const MAX_READS = 4;

/** What the model says to a request. Pure: the same request always gets the same words. */
export function respond(request: ChatRequest, fault: Fault | null): Reply {
  const struck = fault ? struckReply(request, fault) : null;
  if (struck) return struck;
  const work = workOf(readBrief(request));
  const schema = request.response_format?.json_schema?.schema;
  const word = speakUp(request);
  if (word) return { text: JSON.stringify(word, null, 2), toolCalls: [] };
  if (isPlan(request, schema)) return { text: JSON.stringify(planGoal(work, markerIn(request)), null, 2), toolCalls: [] };
  if (isGate(request)) return { text: JSON.stringify(judgeWork(request, work), null, 2), toolCalls: [] };
  if (schema) return { text: JSON.stringify(instanceOf(schema, wordsOf(work)), null, 2), toolCalls: [] };
  if (request.response_format?.type === 'json_object') return { text: JSON.stringify({ answer: wordsOf(work) }), toolCalls: [] };
  const tools = new Set((request.tools ?? []).map((tool) => tool.function.name));
  return tools.has('write_artifact') ? workWithTools(request, work, tools) : { text: writePieces(work)[0]?.content ?? '', toolCalls: [] };
}

/** Faults that are answers: a server would send them with status 200. */
function struckReply(request: ChatRequest, fault: Fault): Reply | null {
  switch (fault.kind) {
    case 'refusal':
      return { text: '', toolCalls: [], refusal: 'I cannot help with this task.' };
    case 'empty':
      return { text: '', toolCalls: [] };
    case 'bad-json':
      if (!request.tools?.length) return { text: '{"tasks": [{"key": ', toolCalls: [] };
      return { text: 'Storing the result.', toolCalls: [{ name: 'write_artifact', arguments: 'name=result.md, content follows' }] };
    case 'wrong-tool':
      return { text: 'Saving the file.', toolCalls: [{ name: 'save_file', arguments: '{"path":"result.md"}' }] };
    default:
      return null;
  }
}

function isPlan(request: ChatRequest, schema: Record<string, unknown> | null | undefined): boolean {
  if (schema && request.response_format?.json_schema?.name === 'plan') return true;
  return request.messages.some((message) => message.role === 'user' && message.content.includes('Answer with the plan as one JSON object'));
}

function isGate(request: ChatRequest): boolean {
  if (request.response_format?.json_schema?.name === 'verdict') return true;
  return request.messages.some((message) => message.role === 'user' && message.content.includes('You are a gate: the run goes on'));
}

/** The fault that a goal asks for, to be handed to one task of the plan. */
function markerIn(request: ChatRequest): string | null {
  const user = request.messages.find((message) => message.role === 'user')?.content ?? '';
  const goal = user.split('\n# Materials\n')[0]?.split('\n# Form of the answer\n')[0] ?? '';
  return /\[\[offline:[^\]]*\]\]/i.exec(goal)?.[0] ?? null;
}

/** Reads what is only outlined, then writes, then finishes: a turn each, as the conversation shows what is done. */
function workWithTools(request: ChatRequest, work: Work, tools: Set<string>): Reply {
  const calls = request.messages.flatMap((message) => message.tool_calls ?? []);
  const wrote = wroteAny(request);
  const outlined = work.brief.sources.filter((source) => source.outlined).slice(0, MAX_READS);
  const hasRead = calls.some((call) => call.function.name === 'read_artifact');
  if (!wrote && outlined.length > 0 && tools.has('read_artifact') && !hasRead) {
    const names = outlined.map((source) => source.name).join(', ');
    return {
      text: `Only the outline of ${names} is in front of me. Before I write anything I read the whole text.`,
      toolCalls: outlined.map((source) => ({ name: 'read_artifact', arguments: JSON.stringify({ name: source.name }) })),
    };
  }
  const question = askUp(request);
  if (!wrote && question && tools.has('escalate'))
    return { text: '', toolCalls: [{ name: 'escalate', arguments: JSON.stringify(question) }] };
  const pieces = writePieces(work);
  if (!wrote)
    return { text: thoughts(work), toolCalls: pieces.map((piece) => ({ name: 'write_artifact', arguments: JSON.stringify(piece) })) };
  const summary = `Wrote ${pieces.map((piece) => piece.name).join(' and ')}: ${pieces.map((piece) => sizeOf(piece.content)).join('; ')}. ${assumption(work)}`;
  return tools.has('finish')
    ? { text: '', toolCalls: [{ name: 'finish', arguments: JSON.stringify({ summary, ...outputsOf(request, work) }) }] }
    : { text: summary, toolCalls: [] };
}

/** What the task hands on as data, by the schema that `finish` was offered with. */
function outputsOf(request: ChatRequest, work: Work): { outputs?: unknown } {
  const finish = request.tools?.find((tool) => tool.function.name === 'finish')?.function.parameters;
  const schema = (finish?.properties as Record<string, unknown> | undefined)?.outputs;
  if (typeof schema !== 'object' || schema === null) return {};
  return { outputs: instanceOf({ ...schema }, wordsOf(work)) };
}

/** A write that the tool refused does not count: it is made again. */
function wroteAny(request: ChatRequest): boolean {
  const answered = new Map(
    request.messages.flatMap((message) => (message.tool_call_id ? [[message.tool_call_id, message.content] as const] : [])),
  );
  return request.messages.some((message) =>
    message.tool_calls?.some((call) => call.function.name === 'write_artifact' && /^Stored /.test(answered.get(call.id ?? '') ?? '')),
  );
}

/** What an agent says before it writes: which facts it goes by. */
function thoughts(work: Work): string {
  const { brief } = work;
  const read = brief.sources.map((source) => source.name).join(', ');
  const rows = work.tables.reduce((sum, one) => sum + one.rows, 0);
  const figures = work.figures
    .filter(isLimit)
    .slice(0, 3)
    .map(({ figure, statement }) => `${figure} (${quoted(statement.text, 60)})`);
  return [
    `The task: ${clipped(brief.prompt.trim().split('\n', 1)[0] ?? '', 140)}`,
    read
      ? `I have read ${read}: ${counted(work.requirements.length, 'requirement')}, ${counted(work.figures.length, 'figure')}${rows > 0 ? `, ${counted(rows, 'row')} of data` : ''}.`
      : 'There is no document, so I go by the goal and say what I assume.',
    figures.length > 0 ? `What binds: ${figures.join('; ')}.` : '',
    `It is about ${work.subject.entities.slice(0, 3).join(', ')}. I write it down now.`,
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Cut between words, and so marked. */
function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length).replace(/[\s,;:]+\S*$/, '')} …`;
}

const sizeOf = (content: string): string => `${content.split('\n').length} lines, "${firstLine(content).replace(/^[#/\-\s]+/, '')}"`;

function assumption(work: Work): string {
  const assumed = work.requirements.filter((one) => one.assumed).length;
  return assumed > 0 ? `${assumed} requirements are assumed from the goal.` : 'Nothing was assumed beyond the sources.';
}

function wordsOf(work: Work): string[] {
  const statements = work.statements.map((one) => one.text);
  return statements.length > 0 ? statements.slice(0, 6) : [firstLine(work.brief.goal)];
}
