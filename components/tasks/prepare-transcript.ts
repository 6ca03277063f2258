import type { AttemptView, TaskDetail, TaskView, TurnView } from '@/lib/contracts/task';

/** One row of the transcript, top to bottom. */
export type TranscriptItem =
  | { kind: 'attempt'; id: string; attempt: number }
  | { kind: 'conversation'; id: string; conversation: number }
  | { kind: 'turn'; id: string; turn: TurnView }
  | { kind: 'failure'; id: string; attempt: AttemptView };

/** Words of a turn as they were heard. */
interface Heard {
  turn: number;
  text: string;
}

/** Words that are not in the transcript yet; `over`: the log holds their turn already, which only has to be read. */
export interface Speech extends Heard {
  over: boolean;
}

/** Turns in their order, a line where another attempt or a fresh conversation begins, and failures where they happened. */
export function prepareTranscript(task: Pick<TaskDetail, 'attemptList' | 'attempt'> & { turnList: readonly TurnView[] }): TranscriptItem[] {
  const items: TranscriptItem[] = [];
  const turnsOf = new Map<number, TurnView[]>();
  for (const turn of task.turnList) turnsOf.set(turn.attempt, [...(turnsOf.get(turn.attempt) ?? []), turn]);
  const attemptsOf = new Map(task.attemptList.map((attempt) => [attempt.attempt, attempt]));
  const numbers = [...new Set([...turnsOf.keys(), ...attemptsOf.keys(), ...(task.attempt > 0 ? [task.attempt] : [])])].sort(
    (a, b) => a - b,
  );
  let conversation = task.turnList[0]?.conversation;
  for (const number of numbers) {
    if (numbers.length > 1) items.push({ kind: 'attempt', id: `attempt-${number}`, attempt: number });
    for (const turn of turnsOf.get(number) ?? []) {
      if (turn.conversation !== conversation) {
        conversation = turn.conversation;
        items.push({ kind: 'conversation', id: `conversation-${conversation}`, conversation });
      }
      items.push({ kind: 'turn', id: `turn-${turn.conversation}-${turn.turn}`, turn });
    }
    const attempt = attemptsOf.get(number);
    if (attempt?.failure) items.push({ kind: 'failure', id: `failure-${number}`, attempt });
  }
  return items;
}

/**
 * What was heard and is not yet in the transcript; null otherwise. Turns are counted anew in every conversation. `live` is
 * the task's row: the log keeps it up to date, while `task` is read a moment later.
 */
export function currentSpeech(
  task: Pick<TaskDetail, 'status'> & {
    turnUsage: readonly Pick<TurnView, 'conversation' | 'turn'>[];
    conversations: readonly { conversation: number }[];
  },
  words: Heard | null,
  live: Pick<TaskView, 'status' | 'turns'>,
): Speech | null {
  if (!words || task.status !== 'RUNNING') return null;
  const conversation = task.conversations.at(-1)?.conversation;
  const last = task.turnUsage.findLast((turn) => turn.conversation === conversation);
  const stored = last?.turn ?? 0;
  if (words.turn <= stored) return null;
  const unread = Math.max(0, live.turns - task.turnUsage.length);
  return { turn: words.turn, text: words.text, over: live.status !== 'RUNNING' || words.turn <= stored + unread };
}
