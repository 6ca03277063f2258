import type { TaskDetail, TurnView } from '@/lib/contracts/task';

/** The turns of a transcript that were read so far, without gaps, and the cursor for those before them. */
export interface ReadTurns {
  turns: readonly TurnView[];
  older: string | null;
}

const isSameTurn = (a: TurnView, b: TurnView): boolean => a.conversation === b.conversation && a.turn === b.turn;

/** Joins the newest page, as read again, with what was read before. A page that does not touch it starts anew: no gap is ever shown. */
export function joinNewest(read: ReadTurns, { turnList, olderTurns }: Pick<TaskDetail, 'turnList' | 'olderTurns'>): ReadTurns {
  const [first] = turnList;
  const overlap = first ? read.turns.findIndex((turn) => isSameTurn(turn, first)) : -1;
  if (overlap < 0) return { turns: turnList, older: olderTurns };
  return { turns: [...read.turns.slice(0, overlap), ...turnList], older: overlap === 0 ? olderTurns : read.older };
}

/** Puts an older page in front; one that is there already changes nothing. */
export function joinOlder(read: ReadTurns, page: { items: readonly TurnView[]; nextCursor: string | null }): ReadTurns {
  const fresh = page.items.filter((turn) => !read.turns.some((known) => isSameTurn(known, turn)));
  return { turns: [...fresh, ...read.turns], older: page.nextCursor };
}
