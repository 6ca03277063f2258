import type { ChatRequest } from './chat-request';

const PASSES = 'The offline model leaves decisions to people.';

/**
 * What it says where it is asked about an escalation; null: it is asked for something else. It passes on, unless the evidence holds a marker:
 * `[[offline: consult-approve]]` approves where it may, `[[offline: consult-ask]]` asks back first. docs/offline-model.md is the manual.
 */
export function speakUp(request: ChatRequest): Record<string, unknown> | null {
  const text = request.messages.find((message) => message.role === 'user')?.content ?? '';
  const name = request.response_format?.json_schema?.name;
  if (name === 'answer' || text.includes('Answer the question as one JSON object')) return { answer: answerTo(text) };
  if (name !== 'judgement' && !text.includes('Answer with your judgement as one JSON object')) return null;
  const [, wish] = /\[\[offline:\s*consult-(approve|ask)[^\]]*\]\]/i.exec(text) ?? [];
  if (wish?.toLowerCase() === 'ask' && text.includes('- "ask":')) {
    return { decision: 'ask', reason: 'It was asked to ask back.', question: 'What speaks against it?' };
  }
  if (wish && text.includes('- "approve":')) {
    return { decision: 'approve', reason: 'It was asked to approve.', question: null };
  }
  return { decision: 'pass', reason: PASSES, question: null };
}

/**
 * `[[offline: escalate]]` in a task's prompt asks the people in charge once before it writes, `type=` and `priority=` as given; `wait=false` goes on
 * meanwhile. Null: it asks nothing, or has asked.
 */
export function askUp(request: ChatRequest): Record<string, unknown> | null {
  const text = request.messages.find((message) => message.role === 'user')?.content ?? '';
  const [, options] = /\[\[offline:\s*escalate([^\]]*)\]\]/i.exec(text) ?? [];
  const asked = request.messages.some((message) => message.tool_calls?.some((call) => call.function.name === 'escalate'));
  if (options === undefined || asked) return null;
  const option = (name: string) => new RegExp(`\\b${name}=(\\S+)`, 'i').exec(options)?.[1];
  const priority = option('priority');
  return {
    type: option('type') ?? 'ambiguous_requirement',
    question: 'Which of two readings of the task is meant?',
    details: 'The task can be read strictly or generously. It would be done strictly.',
    ...(priority ? { priority } : {}),
    ...(option('wait') === 'false' ? { wait: false } : {}),
  };
}

function answerTo(text: string): string {
  const [, question = ''] =
    /# What you are asked\n[\s\S]*?\[material [0-9a-f]{16}\] [^\n]*\n([\s\S]*?)\n\[end of material/.exec(text) ?? [];
  const [, task = ''] = /The task (\S+) \(role/.exec(text) ?? [];
  const about = question.trim().split('\n', 1)[0]?.slice(0, 200) ?? '';
  return `About "${about}": the work of ${task || 'this task'} says what it is built on; nothing beyond it is known to the offline model.`;
}
