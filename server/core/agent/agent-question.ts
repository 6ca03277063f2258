import type { EscalationPriority, EscalationType } from '@/lib/contracts/escalation';
import type { StoredTurn } from '@/server/core/ports/task-runner';
import { readArguments } from './parse-tool-call';

/** What an agent asks the people in charge. */
export interface AgentQuestion {
  type: EscalationType;
  priority: EscalationPriority;
  question: string;
  details: string;
  /** The call that asks. */
  call: { conversation: number; turn: number; index: number };
}

const MAX_TITLE_CHARS = 300;
/** Questions of one conversation: an agent that asks without end does no work. */
export const MAX_QUESTIONS_ASKED = 5;

/** An agent does not make light of these, whatever it thinks of them. */
const GRAVE: readonly EscalationType[] = ['security_review', 'sensitive_data', 'budget_override'];

export function priorityOf(type: EscalationType, wished: EscalationPriority | undefined): EscalationPriority {
  if (!GRAVE.includes(type)) return wished ?? 'MEDIUM';
  return wished === 'CRITICAL' ? 'CRITICAL' : 'HIGH';
}

/** Its first line as the title; the whole of it in the description, where that says more. */
export function wordsOfQuestion({ question, details }: Pick<AgentQuestion, 'question' | 'details'>): {
  title: string;
  description: string;
} {
  const line = question.trim().split('\n', 1)[0] ?? '';
  const title = line.length <= MAX_TITLE_CHARS ? line : `${line.slice(0, MAX_TITLE_CHARS - 1)}…`;
  const description = [title === question.trim() ? '' : question.trim(), details.trim()].filter((part) => part !== '').join('\n\n');
  return { title, description: description || question.trim() };
}

/** Whether a call of this turn before `index` waited for an answer: what was asked for behind it did not know of it. */
export function askedBefore(turn: StoredTurn, index: number): boolean {
  return turn.toolCalls.some(
    (call) => call.index < index && call.name === 'escalate' && call.status === 'succeeded' && waits(call.arguments),
  );
}

function waits(text: string): boolean {
  const given = readArguments(text, false);
  const value = given.ok && typeof given.value === 'object' && given.value !== null && 'wait' in given.value ? given.value.wait : true;
  return value !== false && value !== 'false';
}

/** What the agent is told of a decision. `by`: as the event log names whoever decided. */
export function answerOf({ decision, by, note }: { decision: string; by: string; note: string | null }): string {
  const who =
    by === 'clock'
      ? 'Nobody answered in time, so the default counts'
      : by.startsWith('lead:')
        ? 'A lead has decided'
        : 'A person has decided';
  const what = { approve: 'approved', reject: 'rejected', retry: 'try again' }[decision] ?? decision;
  const said = note ? `\nThe answer: ${note}` : decision === 'approve' ? '\nGo on as you proposed.' : '';
  return `${who}: ${what}.${said}`;
}
