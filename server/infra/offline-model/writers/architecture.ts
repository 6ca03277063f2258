import { plural } from '../facts';
import { pascal, slug } from '../subject';
import { bullets, type Piece, quoted, sections, sourcesLine, table, taskLine, titleCase, type Work } from './work';

export function writeArchitecture(work: Work): Piece[] {
  const { brief, subject, requirements, figures } = work;
  const entities = subject.entities.slice(0, 3);
  const content = sections(`Architecture: ${subject.name}`, [
    ['', `${taskLine(work)}\n\n${sourcesLine(work)}`],
    ['Forces', bullets(forces(work))],
    ['Components', table(['Component', 'Responsibility', 'Owns'], components(entities))],
    [
      'Interface',
      `${table(['Call', 'Answers', 'Errors'], entities.flatMap(calls))}\n\nErrors are one shape: \`{ "code": "invalid_input", "message": "…", "issues": [{ "path": "${subject.fields(entities[0] ?? 'item')[1]?.name ?? 'name'}", "message": "…" }] }\`.`,
    ],
    ['Data model', entities.map((entity) => dataModel(work, entity)).join('\n\n')],
    ['One case, end to end', caseOf(work)],
    ['When something fails', bullets(failures(entities))],
    ['Decisions', table(['Decision', 'Reason', 'Alternative', 'Cost'], decisions(work))],
    [
      'Requirements and where they live',
      table(
        ['Id', 'Requirement', 'Component'],
        requirements.slice(0, 16).map((one) => [one.id, quoted(one.text, 90), componentFor(one.text, entities)]),
      ),
    ],
    ['Work that can run in parallel', bullets(workPackages(entities))],
  ]);
  return [
    {
      name: `${brief.key}.md`,
      type: brief.artifactType,
      content,
      metadata: { components: entities.length + 2, decisions: 3, figures: figures.length },
    },
  ];
}

function forces(work: Work): string[] {
  const figures = work.figures
    .slice(0, 5)
    .map(({ figure, statement }) => `**${figure}**: ${quoted(statement.text, 140)} (${statement.source})`);
  const musts = work.requirements
    .filter((one) => one.priority === 'must')
    .slice(0, 3)
    .map((one) => `**${one.id}**: ${quoted(one.text, 140)}`);
  return figures.length >= 2 ? figures : [...figures, ...musts];
}

function components(entities: string[]): string[][] {
  const services = entities.map((entity) => [
    `${pascal(entity)} service`,
    `Rules of ${plural(entity)}: validation, states, permissions`,
    `\`${plural(entity)}\``,
  ]);
  return [
    ['Console', 'Shows and takes input; holds no rule', 'nothing'],
    ...services,
    ['Event log', 'Keeps who changed what and when; append only', '`events`'],
  ];
}

function calls(entity: string): string[][] {
  const path = `/api/${slug(plural(entity))}`;
  return [
    [`\`POST ${path}\``, `201 with the ${entity}`, '400, 401, 403, 409, 422'],
    [`\`GET ${path}?status=&cursor=\``, `200 \`{ items, nextCursor }\``, '401, 422'],
    [`\`PATCH ${path}/{id}\``, `200 with the ${entity}`, '401, 403, 404, 409, 422'],
  ];
}

function dataModel(work: Work, entity: string): string {
  const known = work.tables.find((one) => one.entity === entity);
  const rows = work.subject
    .fields(entity)
    .map((column) => [
      `\`${column.name}\``,
      column.kind,
      column.empty > 0 ? 'optional' : 'required',
      column.range
        ? `${column.range[0]} to ${column.range[1]} in the data`
        : column.distinct > 0
          ? `${column.distinct} distinct values in the data`
          : '',
    ]);
  return `### ${titleCase(entity)}\n\n${known ? `Columns as in \`${known.source}\` (${known.rows} rows).` : 'No document has its fields; these are assumed.'}\n\n${table(['Field', 'Kind', 'Presence', 'Seen'], rows)}`;
}

function caseOf(work: Work): string {
  const [entity = 'item'] = work.subject.entities;
  const rule = work.requirements.find((one) => new RegExp(entity, 'i').test(one.text)) ?? work.requirements[0];
  return [
    `1. The console sends a new ${entity}; the ${pascal(entity)} service checks its fields and who asks.`,
    `2. It applies ${rule?.id ?? 'the rules'}: "${quoted(rule?.text ?? '', 120)}"`,
    `3. The ${entity} and its event are stored in one transaction, so that neither exists without the other.`,
    '4. The answer carries the new version; a later change has to name it, or is refused with 409.',
  ].join('\n');
}

const failures = (entities: string[]): string[] => [
  `The same request twice: an idempotency key makes the second answer with the first ${entities[0] ?? 'item'}.`,
  'The database is away: the call fails with 503 and `Retry-After`; nothing is kept in memory for later.',
  'A crash between two steps: only the transaction counts, so there is nothing to repair.',
];

function decisions(work: Work): string[][] {
  const figure = work.figures[0];
  return [
    [
      'One service with modules by noun',
      `${work.subject.entities.length} nouns and one team`,
      'A service for each noun',
      'Modules must be kept apart by review',
    ],
    [
      'PostgreSQL for state and events',
      'One transaction for change and log',
      'A queue beside the database',
      'Very high write rates would need partitions',
    ],
    [
      'Versions instead of locks',
      figure ? `Holds with ${figure.figure} ("${quoted(figure.statement.text, 60)}")` : 'People edit for minutes',
      'Row locks',
      'Callers must handle 409',
    ],
  ];
}

function componentFor(text: string, entities: string[]): string {
  const entity = entities.find((noun) => new RegExp(noun, 'i').test(text));
  if (entity) return `${pascal(entity)} service`;
  return /\b(screen|page|show|display|see|button|mobile|browser)\b/i.test(text)
    ? 'Console'
    : /\b(log|record|audit|history|trace)\w*/i.test(text)
      ? 'Event log'
      : `${pascal(entities[0] ?? 'item')} service`;
}

const workPackages = (entities: string[]): string[] => [
  ...entities.map((entity) => `${titleCase(plural(entity))}: service and tests; needs the data model above and nothing else.`),
  'Console: against the interface above with recorded answers.',
  'Schema and import: from the data model; delivers the tables that the services are tested on.',
];
