import type { Words } from '@/lib/contracts/live';
import { type LiveServer, wordsRoom } from './rooms';

/** Beyond this many packets waiting, a slow reader misses words: it gets the finished text with the turn. */
const MAX_BACKLOG = 64;

/**
 * Words to who wants them: all of the run's, or this task's. Not Socket.IO's own `volatile`: that drops whatever follows
 * another packet within one turn of the loop, and a burst of chunks would lose all but its first.
 */
export function deliverWords(io: LiveServer, words: Words): void {
  const { adapter, sockets } = io.of('/');
  for (const room of [wordsRoom(words.runId), wordsRoom(words.runId, words.taskKey)]) {
    for (const id of adapter.rooms.get(room) ?? []) {
      const socket = sockets.get(id);
      if (socket && socket.data.backlog < MAX_BACKLOG) socket.emit('words', words);
    }
  }
}
