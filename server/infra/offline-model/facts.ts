import type { Brief, SourceText } from './read-brief';

/** Something a source says, in its own words. */
export interface Statement {
  /** The source's own identifier (`REQ-7`), where it has one. */
  id: string | null;
  text: string;
  source: string;
  heading: string | null;
  weight: 'must' | 'should' | 'fact';
}

export interface Table {
  source: string;
  entity: string;
  columns: Column[];
  rows: number;
  /** Every row, cells in the order of the columns. */
  records: string[][];
}
export interface Column {
  name: string;
  kind: 'integer' | 'decimal' | 'date' | 'boolean' | 'text';
  empty: number;
  distinct: number;
  /** The values themselves where they are few. */
  values: string[];
  /** Smallest and largest of a column with numbers or dates. */
  range: [string, string] | null;
}

const IDENTIFIER = /\b([A-Z]{1,6}-\d{1,4})\b/;
const MUST =
  /\b(must|nobody|no one|shall|has to|have to|required?|never|no more than|at most|at least|within|only|mandatory|forbidden|may not|cannot)\b/i;
const SHOULD = /\b(should|may|could|would like|nice|prefer|ideally|optional)\b/i;
const MAX_STATEMENTS = 60;

/** Statements of the input documents, then of the goal. The same in every task of a run, so that their numbers agree. */
export function statementsOf(brief: Brief): Statement[] {
  const inputs = brief.sources.filter((source) => source.taskKey === null);
  const goal = { name: 'goal', type: 'document', taskKey: null, content: brief.goal, outlined: false };
  const seen = new Set<string>();
  const all = [...inputs, goal].flatMap(statementsIn);
  return all.filter((one) => !seen.has(one.text.toLowerCase()) && seen.add(one.text.toLowerCase())).slice(0, MAX_STATEMENTS);
}

export function statementsIn(source: SourceText): Statement[] {
  if (isTabular(source) || isStructured(source)) return [];
  const statements: Statement[] = [];
  let heading: string | null = null;
  let inCode = false;
  for (const raw of source.content.split(/\r?\n/)) {
    const line = raw.trim();
    if (line.startsWith('```')) inCode = !inCode;
    if (inCode || line.startsWith('```') || /^[|:\-\s]*$/.test(line) || line.startsWith('Outline (')) continue;
    const title = /^#{1,6}\s+(.+)$/.exec(line);
    if (title) {
      heading = title[1] ?? null;
      continue;
    }
    for (const text of piecesOf(line)) statements.push({ ...weighed(text), source: source.name, heading });
  }
  return statements;
}

/** A list item or a row of a table is one piece; prose falls into sentences. */
function piecesOf(line: string): string[] {
  if (line.startsWith('|')) {
    const cells = line
      .split('|')
      .map((cell) => cell.trim())
      .filter((cell) => cell !== '');
    return cells.length > 1 && cells.join('').length > 24 ? [cells.join(' — ')] : [];
  }
  const item = line.replace(/^([-*+]|\d+[.)]|\[[ x]\])\s+/i, '').replaceAll(/\*\*|__|`/g, '');
  return item.split(/(?<=[a-z0-9%)]{3}[.!?])\s+(?=[A-Z])/).filter((piece) => piece.length >= 16 && piece.split(' ').length >= 3);
}

function weighed(text: string): Pick<Statement, 'id' | 'text' | 'weight'> {
  const id = IDENTIFIER.exec(text.slice(0, 40))?.[1] ?? null;
  const clean = (id ? text.replace(new RegExp(`^\\(?${id}\\)?[:.)\\s—-]*`), '') : text).trim();
  const weight = MUST.test(clean) ? 'must' : SHOULD.test(clean) ? 'should' : 'fact';
  return { id, text: clean, weight };
}

export interface Figure {
  figure: string;
  statement: Statement;
}

const FIGURE =
  /[$€£]\s?\d[\d.,]*(?<![.,])|\b\d[\d.,]*(?<![.,])\s?(?:%|(?:(?:working|business|calendar|full)\s)?(?!and\b|or\b|to\b|of\b|in\b|is\b|at\b|on\b|as\b|are\b|per\b|by\b|a\b)[A-Za-z]{1,14}\b)/g;

/** Figures with their sentence, what binds before what merely describes: a reviewer looks for these first. */
export function figuresOf(statements: Statement[]): Figure[] {
  const all = statements.flatMap((statement) =>
    (statement.text.match(FIGURE) ?? []).map((figure) => ({ figure: figure.trim(), statement })),
  );
  return [...all.filter(isLimit), ...all.filter((one) => !isLimit(one))];
}

/** A figure that a rule sets, as opposed to one that describes how things are. */
export const isLimit = ({ statement }: Figure): boolean => statement.weight === 'must' || statement.source === 'goal';

export const isTabular = (source: SourceText): boolean => /\.(csv|tsv)$/i.test(source.name);
const isStructured = (source: SourceText): boolean => /\.(json|ya?ml|[cm]?[jt]sx?|py|go|rs|java|sql|html|css)$/i.test(source.name);

export function tablesOf(brief: Brief): Table[] {
  return brief.sources.filter((source) => isTabular(source) && !source.outlined).flatMap(tableOf);
}

function tableOf(source: SourceText): Table[] {
  const separator = source.name.toLowerCase().endsWith('.tsv') ? '\t' : ',';
  const rows = source.content.split(/\r?\n/).filter((line) => line.trim() !== '');
  const [head, ...body] = rows.map((line) => cellsOf(line, separator));
  if (!head || head.length < 2) return [];
  const columns = head.map((name, index) =>
    columnOf(
      name.trim(),
      body.map((row) => (row[index] ?? '').trim()),
    ),
  );
  return [{ source: source.name, entity: entityOfFile(source.name), columns, rows: body.length, records: body }];
}

function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells = line.match(new RegExp(`("([^"]|"")*"|[^${separator}]*)(${separator}|$)`, 'g')) ?? [];
  return cells.slice(0, -1).map((cell) =>
    cell
      .replace(new RegExp(`${separator}$`), '')
      .replace(/^"|"$/g, '')
      .replaceAll('""', '"'),
  );
}

function columnOf(name: string, values: string[]): Column {
  const filled = values.filter((value) => value !== '');
  const unique = [...new Set(filled)].toSorted();
  const kind = kindOf(name, filled);
  const ordered = kind === 'date' ? filled.toSorted() : filled.toSorted((left, right) => Number(left) - Number(right));
  const first = ordered[0];
  const last = ordered.at(-1);
  const hasRange = kind !== 'text' && kind !== 'boolean' && first !== undefined && last !== undefined;
  return {
    name,
    kind,
    empty: values.length - filled.length,
    distinct: unique.length,
    values: unique.length <= 6 ? unique : [],
    range: hasRange ? [first, last] : null,
  };
}

function kindOf(name: string, values: string[]): Column['kind'] {
  if (values.length === 0) return /(_at|date|time)$/i.test(name) ? 'date' : 'text';
  if (values.every((value) => /^-?\d+$/.test(value))) return 'integer';
  if (values.every((value) => /^-?\d+(\.\d+)?$/.test(value))) return 'decimal';
  if (values.every((value) => /^\d{4}-\d{2}-\d{2}([T ].*)?$/.test(value))) return 'date';
  return values.every((value) => /^(true|false|yes|no)$/i.test(value)) ? 'boolean' : 'text';
}

const entityOfFile = (name: string): string =>
  singular(
    name
      .replace(/\.[^.]+$/, '')
      .split(/[^A-Za-z]+/)
      .filter(Boolean)
      .at(-1)
      ?.toLowerCase() ?? 'record',
  );

export function singular(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(sses|shes|ches|xes)$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !/(ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

export function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|sh|ch|x)$/.test(word) ? `${word}es` : `${word}s`;
}

/** Names declared in source files and results: what a reviewer can point at. */
export function symbolsIn(content: string): string[] {
  const declared =
    /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function|class|interface|type|const|def|func|fn|CREATE TABLE(?: IF NOT EXISTS)?)\s+([A-Za-z_][A-Za-z0-9_.]*)/gm;
  return [...new Set([...content.matchAll(declared)].map((match) => match[1] ?? ''))].filter((name) => name.length > 2);
}

export function headingsIn(content: string): string[] {
  return [...content.matchAll(/^#{1,4}\s+(.+)$/gm)].map((match) => (match[1] ?? '').trim());
}
