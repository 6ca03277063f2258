import { headingsIn, symbolsIn, type Table } from '../facts';
import type { SourceText } from '../read-brief';
import { bullets, type Piece, quoted, sections, sourcesLine, table, taskLine, titleCase, type Work } from './work';

/** A document on whatever was asked: what the sources say, what the data show, what was decided and what is open. */
export function writeReport(work: Work): Piece[] {
  const { brief, subject, figures, tables, results, statements } = work;
  const content = sections(brief.title || titleCase(subject.name), [
    ['', `${taskLine(work)}\n\n${sourcesLine(work)}`],
    ['In short', bullets(inShort(work))],
    ...byHeading(work),
    ['What the data show', tables.map(dataPart).join('\n\n')],
    [
      'Figures',
      figures.length > 0
        ? table(
            ['Figure', 'Meaning', 'Source'],
            figures.slice(0, 12).map(({ figure, statement }) => [figure, quoted(statement.text, 120), statement.source]),
          )
        : '',
    ],
    ['What the results add', bullets(results.slice(0, 10).map(resultLine))],
    ['Open', bullets(openPoints(work))],
  ]);
  return [
    {
      name: `${brief.key}.md`,
      type: brief.artifactType,
      content,
      metadata: { sources: brief.sources.length, statements: statements.length, figures: figures.length },
    },
  ];
}

export function writeData(work: Work): Piece[] {
  const profile = work.tables.map((one) => ({
    source: one.source,
    rows: one.rows,
    columns: one.columns.map(({ name, kind, empty, distinct, range }) => ({
      name,
      kind,
      empty,
      distinct,
      ...(range ? { min: range[0], max: range[1] } : {}),
    })),
  }));
  const stated = work.figures.map(({ figure, statement }) => ({ figure, text: statement.text, source: statement.source }));
  const content = `${JSON.stringify({ subject: work.subject.name, tables: profile, figures: stated }, null, 2)}\n`;
  return [
    {
      name: `${work.brief.key}.json`,
      type: work.brief.artifactType,
      content,
      metadata: { tables: profile.length, figures: stated.length },
    },
  ];
}

function inShort(work: Work): string[] {
  const musts = work.statements
    .filter((one) => one.weight === 'must')
    .slice(0, 3)
    .map((one) => `${one.id ? `${one.id}: ` : ''}${quoted(one.text, 160)} (${one.source})`);
  const data = work.tables.slice(0, 2).map((one) => `\`${one.source}\` has ${one.rows} rows and ${one.columns.length} columns.`);
  const built =
    work.results.length > 0
      ? [
          `${work.results.length} results were put together: ${work.results
            .slice(0, 6)
            .map((one) => `\`${one.name}\``)
            .join(', ')}.`,
        ]
      : [];
  const lines = [...built, ...musts, ...data];
  return lines.length > 0 ? lines : [quoted(work.brief.goal.replace(/\s+/g, ' '), 240)];
}

/** The sources' own structure, their sentences kept. */
function byHeading(work: Work): [string, string][] {
  const groups = new Map<string, string[]>();
  for (const one of work.statements) {
    const heading = one.heading ?? (one.source === 'goal' ? 'Goal' : one.source);
    groups.set(heading, [
      ...(groups.get(heading) ?? []),
      `${one.id ? `**${one.id}** ` : ''}${one.text}${one.source === 'goal' ? '' : ` (${one.source})`}`,
    ]);
  }
  return [...groups].slice(0, 8).map(([heading, lines]) => [heading, bullets(lines.slice(0, 8))]);
}

function dataPart(one: Table): string {
  const rows = one.columns.map((column) => [
    `\`${column.name}\``,
    column.kind,
    String(column.distinct),
    String(column.empty),
    column.range ? `${column.range[0]} to ${column.range[1]}` : '–',
  ]);
  return `### ${one.source}: ${one.rows} rows\n\n${table(['Column', 'Kind', 'Distinct', 'Empty', 'Range'], rows)}`;
}

function resultLine(source: SourceText): string {
  const parts = source.type === 'code' || source.type === 'tests' ? symbolsIn(source.content) : headingsIn(source.content).slice(1);
  const verdict = /\*\*Verdict: ([^*]+)\*\*/.exec(source.content)?.[1];
  return `\`${source.name}\` (${source.type}, task ${source.taskKey ?? 'input'})${verdict ? `: verdict ${verdict.replace(/\.$/, '')}` : ''}${parts.length > 0 ? `; covers ${parts.slice(0, 6).join(', ')}` : ''}.`;
}

function openPoints(work: Work): string[] {
  const gaps = work.tables.flatMap((one) =>
    one.columns
      .filter((column) => column.empty > 0)
      .map((column) => `${column.empty} of ${one.rows} rows of \`${one.source}\` have no \`${column.name}\`.`),
  );
  const questions = work.statements
    .filter((one) => /\?$|\b(tbd|to be decided|unclear|open)\b/i.test(one.text))
    .map((one) => `${quoted(one.text, 140)} (${one.source})`);
  const open = [...questions, ...gaps].slice(0, 6);
  return open.length > 0 ? open : ['Nothing in the sources is marked as open.'];
}
