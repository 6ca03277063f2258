import { headingsIn, symbolsIn, type Table } from '../facts';
import { type Grouping, groupings } from '../groupings';
import type { SourceText } from '../read-brief';
import { bullets, type Piece, quoted, sections, sourcesLine, table, taskLine, titleCase, type Work } from './work';

/** A document on whatever was asked: what the sources say, what the data show, what was decided and what is open. */
export function writeReport(work: Work): Piece[] {
  const { brief, subject, figures, tables, results, statements } = work;
  const content = sections(brief.title || titleCase(subject.name), [
    ['', `${taskLine(work)}\n\n${sourcesLine(work)}`],
    ['In short', bullets(inShort(work))],
    ...byHeading(work),
    ...fromResults(work),
    [
      'To be settled',
      statements.length < 3 && tables.length === 0 && results.every((one) => one.type === 'requirements') ? bullets(unsettled(work)) : '',
    ],
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
    groupings: groupings(one),
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
  const lines = [...built, ...musts, ...data, ...work.tables.flatMap(largestGroups).slice(0, 4)];
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

/** The substance of documents that other tasks wrote: their own sections, without what every document here begins and ends with. */
function fromResults({ results }: Work): [string, string][] {
  const documents = results.filter((source) => source.type === 'document' && source.name.endsWith('.md'));
  return documents.slice(0, 4).map((source) => {
    const title = headingsIn(source.content)[0] ?? source.name;
    const parts = source.content.split(/^## /m).slice(1);
    const told = parts
      .filter((part) => !/^(requirements:|in short|goal|what the (results add|data show)|figures|open|read in full)\b/i.test(part))
      .slice(0, 4);
    const text = told.map((part) => `### ${part.trim().split('\n').slice(0, 12).join('\n')}`).join('\n\n');
    return [`${title} (\`${source.name}\`)`, text];
  });
}

/** Where nobody has given a document: what has to be known before the text can say more. */
function unsettled({ subject, brief }: Work): string[] {
  const about = subject.entities.find((entity) => brief.title.toLowerCase().includes(entity)) ?? subject.entities[0] ?? 'subject';
  return [
    `Who is responsible for each ${about}, and who stands in for them?`,
    `What happens on the first day, in the first week and in the first month, and who says that it is done?`,
    `Which rules about the ${about} come from law or contract, and where are they written?`,
    `What goes wrong most often with a ${about} today, and what does it cost?`,
    `Which figures show in three months that ${quoted(subject.name, 60)} has helped?`,
  ];
}

function dataPart(one: Table): string {
  const rows = one.columns.map((column) => [
    `\`${column.name}\``,
    column.kind,
    String(column.distinct),
    String(column.empty),
    column.range ? `${column.range[0]} to ${column.range[1]}` : column.values.join(', ') || '–',
  ]);
  const profile = table(['Column', 'Kind', 'Distinct', 'Empty', 'Range or values'], rows);
  return [`### ${one.source}: ${one.rows} rows`, profile, ...groupings(one).map(groupingPart)].join('\n\n');
}

function groupingPart(one: Grouping): string {
  const rows = one.groups.map((group) => [
    group.value,
    String(group.rows),
    group.sum.toFixed(2),
    group.mean.toFixed(2),
    `${Math.round(group.share * 100)} %`,
  ]);
  return `\`${one.measure}\` by \`${one.by}\`:\n\n${table([one.by, 'Rows', 'Sum', 'Mean', 'Share'], rows)}`;
}

/** The largest group of each grouping, in a sentence: what a reader wants to know first. */
function largestGroups(one: Table): string[] {
  return groupings(one).flatMap(({ measure, by, groups }) => {
    const [first] = groups;
    const share = first ? Math.round(first.share * 100) : 0;
    return first
      ? [
          `${share} % of \`${measure}\` (${first.sum.toFixed(2)} in ${first.rows} of ${one.rows} rows) falls to ${by} "${first.value}" (${one.source}).`,
        ]
      : [];
  });
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
