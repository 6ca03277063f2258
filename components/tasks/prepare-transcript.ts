import type { AttemptView, TaskDetail, TaskView, TurnView } from '@/lib/contracts/task';

/** One row of the transcript, top to bottom. */
export type TranscriptItem =
  | { kind: 'attempt'; id: string; attempt: number }
  /** `continues`: it goes on behind this many turns of an earlier one, after a rewind; 0 where it is a fresh one. */
  | { kind: 'conversation'; id: string; conversation: number; continues: number }
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

type Told = Pick<TaskDetail, 'attemptList' | 'attempt'> & {
  turnList: readonly TurnView[];
  conversations: readonly Pick<TaskDetail['conversations'][number], 'conversation' | 'continues'>[];
};

/** Turns in their order, a line where another attempt or another conversation begins, and failures where they happened. */
export function prepareTranscript(task: Told): TranscriptItem[] {
  const items: TranscriptItem[] = [];
  const used = new Map<string, number>();
  // Attempts are counted anew after a rewind or a replay.
  const idOf = (id: string): string => {
    const times = (used.get(id) ?? 0) + 1;
    used.set(id, times);
    return times === 1 ? id : `${id}-again-${times}`;
  };
  let attempt: number | null = null;
  let conversation = task.turnList[0]?.conversation;
  const head = (number: number) => {
    if (number !== attempt) items.push({ kind: 'attempt', id: idOf(`attempt-${number}`), attempt: number });
    attempt = number;
  };
  const ended = (one: AttemptView) => {
    if (one.attempt > 0) head(one.attempt);
    if (!one.failure) return;
    items.push({ kind: 'failure', id: idOf(`failure-${one.attempt}`), attempt: one });
    attempt = null;
  };
  const open = [...task.attemptList];
  for (const turn of task.turnList) {
    for (let [first] = open; first && first.finishedAt <= turn.startedAt; [first] = open) {
      open.shift();
      ended(first);
    }
    head(turn.attempt);
    if (turn.conversation !== conversation) {
      conversation = turn.conversation;
      const continues = task.conversations.find((one) => one.conversation === conversation)?.continues ?? 0;
      items.push({ kind: 'conversation', id: `conversation-${conversation}`, conversation, continues });
    }
    items.push({ kind: 'turn', id: `turn-${turn.conversation}-${turn.turn}`, turn });
  }
  open.forEach(ended);
  const last = items.findLast((item) => item.kind === 'attempt')?.attempt;
  if (task.attempt > 0 && last !== task.attempt) head(task.attempt);
  const isOnly = items.filter((item) => item.kind === 'attempt').length === 1;
  return isOnly ? items.filter((item) => item.kind !== 'attempt') : items;
}

/**
 * What was heard and is not yet in the transcript; null otherwise. Turns are counted anew in every conversation. `live` is
 * the task's row: the log keeps it up to date, while `task` is read a moment later.
 */
export function currentSpeech(
  task: Pick<TaskDetail, 'status'> & {
    turnUsage: readonly Pick<TurnView, 'conversation' | 'turn'>[];
    conversations: readonly { conversation: number; continues: number }[];
  },
  words: Heard | null,
  live: Pick<TaskView, 'status' | 'turns'>,
): Speech | null {
  if (!words || task.status !== 'RUNNING') return null;
  const newest = task.conversations.at(-1);
  const last = task.turnUsage.findLast((turn) => turn.conversation === newest?.conversation);
  const stored = last?.turn ?? newest?.continues ?? 0;
  if (words.turn <= stored) return null;
  const unread = Math.max(0, live.turns - task.turnUsage.length);
  return { turn: words.turn, text: words.text, over: live.status !== 'RUNNING' || words.turn <= stored + unread };
}
