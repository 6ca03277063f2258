import type { Words } from '@/lib/contracts/live';

interface Part {
  offset: number;
  text: string;
}

/** What an agent has said in one turn, as far as it arrived: parts in order, without overlap. Offsets as in `Words`. */
export interface Spoken {
  epoch: number;
  turn: number;
  parts: readonly Part[];
}

/**
 * Adds a chunk of one task's words. A newer epoch or turn begins anew, an older one is ignored; so does a chunk at 0 that
 * says something else (the call was tried again). Chunks that repeat what is there change nothing, a late one fills its gap.
 */
export function addWords(spoken: Spoken | null, { epoch, turn, offset, text }: Words): Spoken {
  const begun: Spoken = { epoch, turn, parts: text === '' ? [] : [{ offset, text }] };
  if (!spoken || epoch > spoken.epoch || (epoch === spoken.epoch && turn > spoken.turn)) return begun;
  if (epoch < spoken.epoch || turn < spoken.turn || text === '') return spoken;
  const end = offset + text.length;
  const same = spoken.parts.some((part) => part.offset <= offset && part.text.startsWith(text, offset - part.offset));
  if (same) return spoken;
  const first = spoken.parts[0];
  if (offset === 0 && first?.offset === 0 && !text.startsWith(first.text)) return begun;
  const around = spoken.parts.flatMap((part) => [
    { offset: part.offset, text: part.text.slice(0, Math.max(0, offset - part.offset)) },
    { offset: Math.max(part.offset, end), text: part.text.slice(Math.max(0, end - part.offset)) },
  ]);
  const parts = [...around, { offset, text }].filter((part) => part.text !== '').sort((a, b) => a.offset - b.offset);
  return { epoch, turn, parts: joinNeighbours(parts) };
}

/** The text so far. What is missing shows as an ellipsis; the finished text comes with the turn. */
export function spokenText({ parts }: Spoken): string {
  const gapAtStart = (parts[0]?.offset ?? 0) > 0 ? '… ' : '';
  return gapAtStart + parts.map((part) => part.text).join(' … ');
}

function joinNeighbours(parts: Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last && last.offset + last.text.length === part.offset) joined[joined.length - 1] = { ...last, text: last.text + part.text };
    else joined.push(part);
  }
  return joined;
}
