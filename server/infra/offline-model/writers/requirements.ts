import { plural } from '../facts';
import { bullets, type Piece, quoted, type Requirement, sections, sourcesLine, table, taskLine, titleCase, type Work } from './work';

export function writeRequirements(work: Work): Piece[] {
  const { brief, subject, requirements, figures, tables } = work;
  const must = requirements.filter((one) => one.priority === 'must');
  const content = sections(`Requirements: ${subject.name}`, [
    ['', `${taskLine(work)}\n\n${sourcesLine(work)}`],
    ['Aim', quoted(brief.goal.replace(/\s+/g, ' '), 500)],
    ['What it is about', bullets(subject.entities.map((entity) => entityLine(work, entity)))],
    ['Requirements', table(['Id', 'Priority', 'Requirement', 'Source'], requirements.map(requirementRow))],
    [
      'Acceptance criteria',
      must
        .slice(0, 10)
        .map((one) => criterion(one, work))
        .join('\n\n'),
    ],
    [
      'Figures that bind',
      figures.length > 0
        ? table(
            ['Figure', 'Where it is said', 'Source'],
            figures.slice(0, 12).map(({ figure, statement }) => [figure, quoted(statement.text), statement.source]),
          )
        : '',
    ],
    [
      'Data at hand',
      tables.length > 0
        ? table(
            ['File', 'Rows', 'Columns', 'Gaps'],
            tables.map((one) => [one.source, String(one.rows), one.columns.map((column) => column.name).join(', '), gaps(one.columns)]),
          )
        : '',
    ],
    [
      'Out of scope',
      bullets([
        `Anything about ${plural(subject.entities[0] ?? 'item')} that no source above names.`,
        'Migration of data that is not among the input documents.',
      ]),
    ],
    ['Assumptions', bullets(assumptions(requirements))],
    ['Open questions', bullets(openQuestions(work))],
  ]);
  return [
    {
      name: `${brief.key}.md`,
      type: brief.artifactType,
      content,
      metadata: { requirements: requirements.length, must: must.length, sources: brief.sources.length },
    },
  ];
}

function entityLine(work: Work, entity: string): string {
  const data = work.tables.find((one) => one.entity === entity);
  const said = work.statements.find((one) => new RegExp(`\\b${entity}`, 'i').test(one.text));
  if (data)
    return `**${titleCase(entity)}**: ${data.rows} rows in \`${data.source}\` with ${data.columns.map((column) => `\`${column.name}\``).join(', ')}.`;
  return said ? `**${titleCase(entity)}**: "${quoted(said.text)}" (${said.source})` : `**${titleCase(entity)}**: named in the goal.`;
}

const requirementRow = (one: Requirement): string[] => [
  one.id,
  one.priority,
  one.text,
  one.assumed ? 'assumed from the goal' : `${one.source}${one.heading ? `, ${one.heading}` : ''}`,
];

function criterion(one: Requirement, work: Work): string {
  const figure = work.figures.find(({ statement }) => statement.text === one.text);
  const entity = work.subject.entities.find((noun) => new RegExp(noun, 'i').test(one.text)) ?? work.subject.entities[0] ?? 'item';
  const limit = figure ? ` The figure ${figure.figure} is tested at, just under and just over its limit.` : '';
  return `**${one.id}**: given a ${entity} as in "${quoted(one.text, 80)}", when the case occurs, then the stated result can be observed from outside; when a condition of it is not met, then the answer names the reason and nothing has changed.${limit}`;
}

const gaps = (columns: { name: string; empty: number }[]): string =>
  columns
    .filter((column) => column.empty > 0)
    .map((column) => `${column.name}: ${column.empty} empty`)
    .join(', ') || 'none';

function assumptions(requirements: Requirement[]): string[] {
  const assumed = requirements.filter((one) => one.assumed).map((one) => one.id);
  const first =
    assumed.length > 0
      ? `${assumed.join(', ')} follow from the goal; no document says them.`
      : 'Every requirement above is stated in a document; none was added.';
  return [first, 'Terms are used as the sources use them.'];
}

function openQuestions(work: Work): string[] {
  const vague = work.statements.filter((one) =>
    /\b(fast|quick|easy|simple|soon|many|large|secure|scalable|user[- ]friendly|intuitive)\b/i.test(one.text),
  );
  const questions = vague.slice(0, 4).map((one) => `"${quoted(one.text, 90)}" (${one.source}): which figure makes this checkable?`);
  const empty = work.tables.flatMap((one) =>
    one.columns
      .filter((column) => column.empty > 0)
      .map((column) => `\`${column.name}\` is empty in ${column.empty} of ${one.rows} rows of ${one.source}: allowed, or an error?`),
  );
  const asked = [...questions, ...empty.slice(0, 4)];
  return asked.length > 0 ? asked : ['Who approves a change of these requirements, and until when may they change?'];
}
