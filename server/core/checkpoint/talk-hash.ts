import { createHash } from 'node:crypto';
import { talkAskOf } from './assemble';
import type { FiledTalk } from './file';
import type { KeptTask } from './manifest';

const sized = (text: string | null): string => (text === null ? '-' : `${Buffer.byteLength(text)}:${text}`);

function part(turn: number, index: number, ...texts: (string | null)[]): Buffer {
  const place = Buffer.alloc(8);
  place.writeInt32BE(turn, 0);
  place.writeInt32BE(index, 4);
  return Buffer.concat([place, createHash('sha256').update(texts.map(sized).join('')).digest()]);
}

/** What a conversation comes to, as the database works it out (`talk-hash-repository`): of one that leaves as something else than it is. */
export function talkHashOf(task: Pick<KeptTask, 'node' | 'state'>, talk: FiledTalk): string | null {
  const ask = talkAskOf(task);
  if (!ask) return null;
  const sum = createHash('sha256').update(part(0, -1, talk.system, talk.user));
  for (const { turn, text, refusal, finishReason, feedback, calls } of talk.turns) {
    sum.update(part(turn, -1, text, refusal, finishReason, feedback));
    const settled = ask.whole || turn < ask.turns;
    for (const { index, id, name, arguments: given, result } of calls)
      sum.update(part(turn, index, id, name, given, settled ? result : null));
  }
  return sum.digest('hex');
}
