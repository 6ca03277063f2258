const MAX_OUTLINE_LINES = 60;
const MAX_LINE_CHARS = 160;

/**
 * What a document that is too long to be shown is about: headings, columns, keys or declarations with their line numbers,
 * and how much of it there is. At most 60 lines.
 */
export function outlineOf(name: string, content: string): string {
  const lines = content.split(/\r?\n/);
  const size = `${lines.length} lines, ${Buffer.byteLength(content)} bytes`;
  const picked = pickLines(name, content, lines);
  return [`Outline (${size}):`, ...picked.slice(0, MAX_OUTLINE_LINES).map(shortened)].join('\n');
}

function pickLines(name: string, content: string, lines: string[]): string[] {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (extension === 'csv' || extension === 'tsv') return [`columns: ${lines[0] ?? ''}`, ...numbered(lines.slice(1, 6), 2)];
  if (extension === 'json') {
    const keys = jsonKeys(content);
    if (keys) return keys;
  }
  if (extension === 'pdf') return pageStarts(lines);
  const marked = numberedMatches(lines, extension === 'md' || extension === '' ? HEADING : DECLARATION);
  return marked.length >= 3 ? marked : numbered(lines.slice(0, 30), 1);
}

const HEADING = /^(#{1,6}\s+\S|[A-Z0-9][^a-z]{6,}$)/;
const DECLARATION =
  /^\s{0,2}(#{1,6}\s|export\s|(async\s+)?function\s|class\s|interface\s|type\s|def\s|func\s|fn\s|pub\s|struct\s|enum\s|CREATE\s|ALTER\s)/;

function jsonKeys(content: string): string[] | null {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return null;
  }
  if (Array.isArray(value)) return [`an array of ${value.length}; the first: ${JSON.stringify(value[0])}`];
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).map(([key, inner]) => `${key}: ${kindOf(inner)}`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `object with ${Object.keys(value).slice(0, 8).join(', ')}`;
  return JSON.stringify(value);
}

const numbered = (lines: string[], from: number): string[] => lines.map((line, index) => `${from + index}: ${line}`);
const numberedMatches = (lines: string[], wanted: RegExp): string[] =>
  lines.flatMap((line, index) => (wanted.test(line) ? [`${index + 1}: ${line}`] : []));
const shortened = (line: string): string => (line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line);

/** Text of a PDF: each page's number with its first line. */
const pageStarts = (lines: string[]): string[] =>
  lines.flatMap((line, index) => (/^\[page \d+\]$/.test(line) ? [`${index + 1}: ${line} ${lines[index + 1] ?? ''}`] : []));
