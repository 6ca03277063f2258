import type { Quarantine, QuarantineFinding } from '@/lib/contracts/artifact';

const MASK = '*';

/** Every character of what was found becomes `*`, so that places in the text stay where they are. Line breaks stay. */
export function maskFound(content: string, findings: readonly Pick<QuarantineFinding, 'start' | 'end'>[]): string {
  let masked = '';
  let at = 0;
  for (const { start, end } of findings) {
    if (start < at) continue;
    masked += content.slice(at, start) + content.slice(start, end).replace(/[^\r\n]/g, MASK);
    at = end;
  }
  return masked + content.slice(at);
}

/** A content as anybody may see it. */
export function shownContent(content: string, quarantine: Quarantine | null): string {
  return quarantine === null || quarantine.status === 'released' ? content : maskFound(content, quarantine.findings);
}

/** The words that were found, longest first: what repeats them is masked as well. */
export function heldWords(content: string, findings: readonly QuarantineFinding[]): string[] {
  const words = findings.map(({ start, end }) => content.slice(start, end)).filter((word) => word.length >= 4);
  return [...new Set(words)].sort((a, b) => b.length - a.length);
}

const stars = (found: string): string => found.replace(/[^\r\n]/g, MASK);

/** Shorter pieces of a word at the edge of a text say too little to be worth a mask, and stand in too many other words. */
const LEAST_PIECE = 6;

/** Masks the words wherever they stand, also as JSON writes them, and what a cut has left of them at the edges of a text. */
export function maskWords(text: string, words: readonly string[]): string {
  return words.reduce((masked, word) => {
    const asJson = JSON.stringify(word).slice(1, -1);
    const plain = maskCut(masked, word);
    return asJson === word ? plain : maskCut(plain, asJson);
  }, text);
}

function maskCut(text: string, word: string): string {
  if (text.length >= LEAST_PIECE && text.length < word.length && word.includes(text)) return stars(text);
  const masked = text.replaceAll(word, stars);
  const longest = Math.min(word.length - 1, masked.length);
  const lengths = Array.from({ length: Math.max(0, longest - LEAST_PIECE + 1) }, (_, index) => longest - index);
  const front = lengths.find((length) => masked.startsWith(word.slice(-length))) ?? 0;
  const back = lengths.find((length) => masked.endsWith(word.slice(0, length))) ?? 0;
  return stars(masked.slice(0, front)) + masked.slice(front, masked.length - back) + stars(masked.slice(masked.length - back));
}

/** Every text in a value that is sent. */
export function maskDeep<T>(value: T, words: readonly string[]): T {
  if (words.length === 0) return value;
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return maskWords(one, words);
    if (Array.isArray(one)) return one.map(walk);
    if (one === null || typeof one !== 'object' || one instanceof Date) return one;
    return Object.fromEntries(Object.entries(one).map(([name, field]) => [name, walk(field)]));
  };
  return walk(value) as T;
}
