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

/** Masks the words wherever they stand, also as JSON writes them. */
export function maskWords(text: string, words: readonly string[]): string {
  return words.reduce((masked, word) => {
    const asJson = JSON.stringify(word).slice(1, -1);
    const plain = masked.replaceAll(word, (found) => found.replace(/[^\r\n]/g, MASK));
    return asJson === word ? plain : plain.replaceAll(asJson, (found) => MASK.repeat(found.length));
  }, text);
}
