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

const stars = (found: string): string => found.replace(/[^\r\n]/g, MASK);

/**
 * What a cut has left of a word is masked from a third of it on: less says too little, and stands in too many other words ("postgres" in an
 * address). Of what could not be searched at all, whole passages are.
 */
const leastPiece = (word: string): number => (word.length > 16_000 ? 200 : Math.min(24, Math.max(6, Math.ceil(word.length / 3))));

/** Masks the words wherever they stand, also as JSON writes them, and what a cut has left of them at the edges of a text. */
export const maskWords = (text: string, words: readonly string[]): string => maskerOf(words)(text);

function maskerOf(words: readonly string[]): (text: string) => string {
  const forms = words
    .flatMap((word) => [...new Set([word, JSON.stringify(word).slice(1, -1)])])
    .map((word) => ({ word, least: leastPiece(word) }));
  return (text) => forms.reduce((masked, { word, least }) => maskCut(masked, word, least), text);
}

function maskCut(text: string, word: string, least: number): string {
  if (text.length >= least && text.length < word.length && word.includes(text)) return stars(text);
  const masked = text.length < word.length ? text : text.replaceAll(word, stars);
  if (masked.length < least) return masked;
  const front = startOfTail(masked, word, least);
  const back = endOfHead(masked, word, least);
  if (front === 0 && back === 0) return masked;
  return stars(masked.slice(0, front)) + masked.slice(front, masked.length - back) + stars(masked.slice(masked.length - back));
}

/** How much of the text's beginning is the end of the word. */
function startOfTail(text: string, word: string, least: number): number {
  const first = text.slice(0, least);
  for (let at = word.indexOf(first, 1); at >= 0; at = word.indexOf(first, at + 1)) {
    if (text.startsWith(word.slice(at))) return word.length - at;
  }
  return 0;
}

/** How much of the text's end is the beginning of the word. */
function endOfHead(text: string, word: string, least: number): number {
  const last = text.slice(-least);
  for (let at = word.lastIndexOf(last, word.length - least - 1); at >= 0; at = at === 0 ? -1 : word.lastIndexOf(last, at - 1)) {
    if (text.endsWith(word.slice(0, at + least))) return at + least;
  }
  return 0;
}

/** Shorter numbers are counts and times. */
const LEAST_NUMBER = 100_000_000;

/** Every text in a value that is sent, with the names of its fields; a number that was found becomes a text. */
export const maskDeep = <T>(value: T, words: readonly string[]): T => deepMaskOf(words)(value);

/** The same for many values: the words are prepared once. */
export function deepMaskOf(words: readonly string[]): <T>(value: T) => T {
  if (words.length === 0) return (value) => value;
  const mask = maskerOf(words);
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return mask(one);
    if (typeof one === 'number' && one >= LEAST_NUMBER) return words.includes(String(one)) ? stars(String(one)) : one;
    if (Array.isArray(one)) return one.map(walk);
    if (one === null || typeof one !== 'object' || one instanceof Date) return one;
    return Object.fromEntries(Object.entries(one).map(([name, field]) => [mask(name), walk(field)]));
  };
  return (value) => walk(value) as typeof value;
}
