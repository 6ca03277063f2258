import { plural } from '../facts';
import {
  bullets,
  caseOfRule,
  type Piece,
  quoted,
  type Requirement,
  sections,
  sourcesLine,
  table,
  taskLine,
  titleCase,
  type Work,
} from './work';

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
  const limits = work.figures.filter(({ statement }) => statement.text === one.text).map(({ figure }) => figure);
  const rule = caseOfRule(one.text);
  const edge = limits.length > 0 ? ` Tested just below, at and just above ${limits.join(' and ')}.` : '';
  if (!rule)
    return `**${one.id}**: an attempt against "${quoted(one.text, 120)}" is refused, names ${one.id} as the reason, and changes nothing.${edge}`;
  return `**${one.id}**: given ${rule.given}, when it is handled, then ${rule.result}; where that is not so, it goes no further and names ${one.id}.${edge}`;
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
