import type { QuarantineFinding } from '@/lib/contracts/artifact';
import type { ContentScanner } from '@/server/core/ports/content-scanner';

/** What was found, and the words themselves. */
export interface Found {
  finding: QuarantineFinding;
  word: string;
}

/** A text in which something was found; data has no places that could be masked, only words. */
export interface FoundText {
  artifact: { id: string; type: string; version: number } | null;
  name: string;
  found: readonly Found[];
}

export async function searchContent(scanner: ContentScanner, content: string): Promise<Found[]> {
  return (await scanner.scan(content)).map((finding) => ({ finding, word: content.slice(finding.start, finding.end) }));
}

/** Shorter numbers are counts and times. */
const LEAST_DIGITS = 9;

/** Searches the texts and long numbers of a value, each beside the name of its field: what a number is may stand there alone. */
export async function searchData(scanner: ContentScanner, data: unknown): Promise<Found[]> {
  const leaves: { start: number; end: number }[] = [];
  let text = '';
  const walk = (value: unknown, name: string): void => {
    if (typeof value === 'string' || (typeof value === 'number' && String(value).length >= LEAST_DIGITS)) {
      text += `${name}: `;
      leaves.push({ start: text.length, end: text.length + String(value).length });
      text += `${value}\n\n`;
    } else if (Array.isArray(value)) for (const one of value) walk(one, name);
    else if (typeof value === 'object' && value !== null) for (const [field, one] of Object.entries(value)) walk(one, field);
  };
  walk(data, '');
  if (leaves.length === 0) return [];
  return (await scanner.scan(text)).flatMap((finding) =>
    leaves.flatMap(({ start, end }) => {
      const word = text.slice(Math.max(start, finding.start), Math.min(end, finding.end));
      return word === '' ? [] : [{ finding, word }];
    }),
  );
}
