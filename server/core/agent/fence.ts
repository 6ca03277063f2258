import { createHash } from 'node:crypto';

/**
 * A mark for the borders of untrusted text: a hash over that very text, so that no text can hold its own mark.
 * The same texts always get the same mark, so a request can be built again exactly.
 */
export function fenceMark(texts: readonly string[]): string {
  const all = texts.join('\u0000');
  for (let round = 0; ; round += 1) {
    const mark = createHash('sha256').update(`${round}:${all}`).digest('hex').slice(0, 16);
    if (!all.includes(mark)) return mark;
  }
}

/** `header` is one line of JSON: a name in it cannot break out. */
export function fenced(mark: string, header: Record<string, unknown>, content: string): string {
  return `[material ${mark}] ${JSON.stringify(header)}\n${content}\n[end of material ${mark}]`;
}
