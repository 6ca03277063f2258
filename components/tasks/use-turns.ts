import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TaskDetail, TurnView } from '@/lib/contracts/task';
import { useTRPCClient } from '@/lib/trpc/context';
import { joinNewest, joinOlder, type ReadTurns } from './merge-turns';

const PAGE = 50;

/** The transcript as far as it was read: the newest page comes with the task, older ones on request. */
export function useTurns(task: TaskDetail) {
  const api = useTRPCClient();
  const [held, setHeld] = useState(() => ({ page: task.turnList, read: newestOf(task) }));
  let { read } = held;
  if (held.page !== task.turnList) {
    read = joinNewest(held.read, task);
    setHeld({ page: task.turnList, read });
  }
  /** Reads back until the given turn is there; one page where none is given. */
  const reading = useMutation({
    mutationFn: async (until: Pick<TurnView, 'conversation' | 'turn'> | null) => {
      let now = read;
      while (now.older !== null) {
        now = joinOlder(now, await api.tasks.turns.query({ runId: task.runId, key: task.key, cursor: now.older, limit: PAGE }));
        if (until === null || now.turns.some((turn) => turn.conversation === until.conversation && turn.turn === until.turn)) break;
      }
      return now;
    },
    // What came meanwhile at the other end stays.
    onSuccess: (now) =>
      setHeld((current) => ({ page: current.page, read: joinNewest(now, { turnList: [...current.read.turns], olderTurns: now.older }) })),
  });
  return {
    turns: read.turns,
    hasOlder: read.older !== null,
    isReading: reading.isPending,
    error: reading.error,
    readOlder: () => reading.mutate(null),
    readUntil: (turn: Pick<TurnView, 'conversation' | 'turn'>) => reading.mutateAsync(turn),
  };
}

const newestOf = (task: TaskDetail): ReadTurns => ({ turns: task.turnList, older: task.olderTurns });
