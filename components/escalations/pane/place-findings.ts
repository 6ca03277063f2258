import type { Finding } from '@/lib/contracts/task';

/** Something found at a stretch of lines of a text, counted from 1. */
export interface Mark {
  from: number;
  to: number;
  severity: Finding['severity'];
  message: string;
  suggestion: string | null;
}

export interface PlacedFindings {
  marks: Mark[];
  /** What names no place of this text. */
  elsewhere: Finding[];
}

const LINE = /(?:\blines?\s+|\bL|:)(\d{1,6})(?:\s*(?:-|–|to)\s*L?(\d{1,6}))?/i;
const FILE = /([\w.@-]+\.[a-z][a-z0-9]{0,7})\b/i;

/** Puts findings beside the lines that their words name: by number, by quoted words, by a heading. */
export function placeFindings(text: string, name: string, findings: readonly Finding[]): PlacedFindings {
  const lines = text.split('\n');
  const marks: Mark[] = [];
  const elsewhere: Finding[] = [];
  for (const finding of findings) {
    const at = isOfAnother(finding.place, name) ? null : stretchOf(lines, finding);
    if (at) marks.push({ ...at, severity: finding.severity, message: finding.message, suggestion: finding.suggestion });
    else elsewhere.push(finding);
  }
  return { marks: marks.sort((a, b) => a.from - b.from), elsewhere };
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();

/** The place names a file, and that is not this one. */
function isOfAnother(place: string | null, name: string): boolean {
  const file = place?.match(FILE)?.[1];
  return file !== undefined && baseOf(file) !== baseOf(name) && baseOf(name).includes('.');
}

function stretchOf(lines: readonly string[], { place, message }: Finding): Pick<Mark, 'from' | 'to'> | null {
  const numbered = place?.match(LINE) ?? (place && /^\d{1,6}$/.test(place.trim()) ? [place, place.trim()] : null);
  if (numbered) {
    const from = Number(numbered[1]);
    const to = Math.max(from, Number(numbered[2] ?? from));
    if (from >= 1 && from <= lines.length) return { from, to: Math.min(to, lines.length) };
  }
  for (const words of [...quotedIn(place ?? ''), ...(place ? [place] : []), ...quotedIn(message)]) {
    const at = lineWith(lines, words);
    if (at !== null) return { from: at, to: at };
  }
  return null;
}

const quotedIn = (words: string): string[] => [...words.matchAll(/[`"“]([^`"”]{3,200})[`"”]/g)].flatMap((match) => match[1] ?? []);

function lineWith(lines: readonly string[], words: string): number | null {
  const wanted = words.trim().toLowerCase();
  if (wanted.length < 3) return null;
  const at = lines.findIndex((line) => line.toLowerCase().includes(wanted));
  return at < 0 ? null : at + 1;
}

/** Lines to draw, by number: what is marked with some lines around it; a count stands for so many left out. */
export function linesAround(count: number, marks: readonly Mark[], around = 4): ({ line: number } | { hidden: number; from: number })[] {
  const near = new Set(
    marks.flatMap(({ from, to }) =>
      Array.from(
        { length: Math.min(count, to + around) - Math.max(1, from - around) + 1 },
        (_, index) => Math.max(1, from - around) + index,
      ),
    ),
  );
  const shown: ({ line: number } | { hidden: number; from: number })[] = [];
  for (let line = 1; line <= count; line += 1) {
    const last = shown.at(-1);
    if (near.has(line)) shown.push({ line });
    else if (last && 'hidden' in last) last.hidden += 1;
    else shown.push({ hidden: 1, from: line });
  }
  // One line takes no more room than the word that it is left out.
  return shown.map((one) => ('hidden' in one && one.hidden === 1 ? { line: one.from } : one));
}

/** The artifact that most findings name, else the first. */
export function firstToShow<A extends { id: string; name: string }>(artifacts: readonly A[], findings: readonly Finding[]): A | null {
  const named = artifacts.find(({ name }) => findings.some(({ place }) => place && baseOf(place.match(FILE)?.[1] ?? '') === baseOf(name)));
  return named ?? artifacts[0] ?? null;
}
