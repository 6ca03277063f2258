import type { Failure } from '@/lib/contracts/task';
import type { StagedArtifact } from '@/server/core/ports/task-runner';
import { MAX_TURNS } from './after-turn';
import { answerArtifact } from './answer-artifact';

/** Turns in a row in which every call was faulty, until the task is given up. */
const MAX_FAULTY_TURNS = 5;

interface TurnResults {
  toolCalls: readonly { name: string; status: string; result: string | null }[];
}

/** The failure that ends a conversation which leads nowhere, or null. Asked before each call of the model. */
export function conversationLimit(turns: readonly TurnResults[]): Failure | null {
  const faulty = turns.length - 1 - turns.findLastIndex((turn) => !isFaulty(turn));
  if (faulty >= MAX_FAULTY_TURNS) {
    const last = turns.at(-1)?.toolCalls.at(-1)?.result ?? '';
    return limit('tool_misuse', `The model made only faulty tool calls ${faulty} times in a row; the last: ${last}`, 'tool');
  }
  if (turns.length >= MAX_TURNS) {
    return limit('turn_limit', `The task was not finished within ${MAX_TURNS} turns of the model`, 'model');
  }
  return null;
}

function isFaulty(turn: TurnResults): boolean {
  return turn.toolCalls.length > 0 && turn.toolCalls.every((call) => call.status === 'failed');
}

function limit(code: string, message: string, place: Failure['place']): Failure {
  return { code, message, httpStatus: null, place, permanent: true, stack: null };
}

/** What `finish` leaves where nothing was written: what was said beside it, or else its summary. Null: nothing at all. */
export function artifactOfFinish(
  task: { key: string; artifactType: string },
  said: { text: string; summary: string },
): StagedArtifact | null {
  const text = said.text.trim() === '' ? said.summary : said.text;
  return text.trim() === '' ? null : answerArtifact(task, text);
}
