import { figuresOf, type Statement, statementsOf, type Table, tablesOf } from '../facts';
import type { Brief, SourceText } from '../read-brief';
import { type Subject, subjectOf } from '../subject';

export interface Requirement {
  id: string;
  text: string;
  priority: 'must' | 'should';
  source: string;
  heading: string | null;
  /** True where no document says it: it follows from the goal. */
  assumed: boolean;
}

/** Everything a writer draws on. */
export interface Work {
  brief: Brief;
  subject: Subject;
  statements: Statement[];
  requirements: Requirement[];
  figures: ReturnType<typeof figuresOf>;
  tables: Table[];
  inputs: SourceText[];
  /** Results of the tasks this one builds on. */
  results: SourceText[];
}

/** A file that a task leaves. */
export interface Piece {
  name: string;
  type: string;
  content: string;
  metadata: Record<string, unknown>;
}

const MAX_REQUIREMENTS = 24;

export function workOf(brief: Brief): Work {
  const subject = subjectOf(brief);
  const statements = statementsOf(brief);
  return {
    brief,
    subject,
    statements,
    requirements: requirementsOf(statements, subject),
    figures: figuresOf(statements),
    tables: tablesOf(brief),
    inputs: brief.sources.filter((source) => source.taskKey === null),
    results: brief.sources.filter((source) => source.taskKey !== null),
  };
}

function requirementsOf(statements: Statement[], subject: Subject): Requirement[] {
  const told = statements.filter((one) => one.source !== 'goal' && (one.weight !== 'fact' || one.id !== null));
  const binding = told.length >= 3 ? told : statements.filter((one) => one.weight !== 'fact' || one.id !== null);
  const chosen = (binding.length >= 3 ? binding : statements.filter((one) => one.source !== 'goal' || one.weight !== 'fact')).slice(
    0,
    MAX_REQUIREMENTS,
  );
  const stated = chosen.map((one, index) => ({
    id: one.id ?? `R-${String(index + 1).padStart(2, '0')}`,
    text: one.text,
    priority: one.weight === 'should' ? ('should' as const) : ('must' as const),
    source: one.source,
    heading: one.heading,
    assumed: false,
  }));
  return stated.length >= 3 ? stated : [...stated, ...assumedRequirements(subject, stated.length)];
}

function assumedRequirements(subject: Subject, from: number): Requirement[] {
  const [first = 'item', second = first] = subject.entities;
  const texts = [
    `A permitted user can create, read, change and remove each ${first}.`,
    `Each ${first} can be found by its name, its status and its date, and lists come in pages.`,
    `Every change of a ${second} is recorded with who made it and when.`,
    'Input is checked where it comes in; a fault is answered with the field and the reason, never with a crash.',
    'Who is not signed in sees nothing; who is not permitted changes nothing.',
    `Removing a ${first} that something refers to is refused with the reason.`,
  ];
  return texts.map((text, index) => ({
    id: `R-${String(from + index + 1).padStart(2, '0')}`,
    text,
    priority: index < 4 ? 'must' : 'should',
    source: 'goal',
    heading: null,
    assumed: true,
  }));
}

export const titleCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const bullets = (lines: string[]): string => lines.map((line) => `- ${line}`).join('\n');
export const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
export const table = (head: string[], rows: string[][]): string =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`)].join('\n');

/** Sections with a heading each; empty ones are left out. */
export function sections(title: string, parts: [string, string][]): string {
  const body = parts
    .filter(([, text]) => text.trim() !== '')
    .map(([heading, text]) => (heading === '' ? text : `## ${heading}\n\n${text}`));
  return `# ${title}\n\n${body.join('\n\n')}\n`;
}

/** What was read, so that a reader can check it. */
export function sourcesLine(work: Work): string {
  const names = work.brief.sources.map((source) => `\`${source.name}\``);
  return names.length > 0 ? `Read for this: ${names.join(', ')}.` : 'There were no documents: everything here follows from the goal.';
}

export const quoted = (text: string, max = 110): string => (text.length > max ? `${text.slice(0, max).replace(/\s+\S*$/, '')}…` : text);
/** The task's own words, first sentence: what a writer answers to. */
export const taskLine = (work: Work): string => `> ${quoted(work.brief.prompt.split(/(?<=[.!?])\s/)[0] ?? '', 220)}`;

/** "invoice portal" → "the invoice portal"; a proper name stays as it is. */
export const the = (name: string): string => (/^(the|our|an?)\s/i.test(name) || /^[A-Z][a-z]/.test(name) ? name : `the ${name}`);

/** A rule as a case: who or what it is about, and what is then so. Null where a sentence has another shape. */
export function caseOfRule(text: string): { given: string; result: string } | null {
  const parts =
    /^(?!nobody|no one|nothing|it\b|there\b)(.{4,}?)\s(must|shall|should|has to|have to|may not|cannot|can|is|are)\s(.+?)[.;]?$/i.exec(
      text,
    );
  const [, subject, modal, rest] = parts ?? [];
  if (!subject || !modal || !rest) return null;
  const given = /^[A-Z][a-z]*(?:$| (?![A-Z]))/.test(subject) ? subject.charAt(0).toLowerCase() + subject.slice(1) : subject;
  const many = /[^s]s$/.test(subject) && !/^(an?|each|every)\s/i.test(subject);
  const positive = /^(must|shall|should|has to|have to)$/i.test(modal);
  if (positive && rest.startsWith('be ')) return { given, result: `${many ? 'they are' : 'it is'} ${rest.slice(3)}` };
  if (positive && rest.startsWith('not be ')) return { given, result: `${many ? 'they are' : 'it is'} not ${rest.slice(7)}` };
  if (positive && rest.startsWith('have ')) return { given, result: `${many ? 'they have' : 'it has'} ${rest.slice(5)}` };
  return { given, result: `${many ? 'they' : 'it'} ${modal} ${rest}` };
}
