import { isLimit, plural, symbolsIn } from '../facts';
import { slug } from '../subject';
import { bullets, type Piece, quoted, sections, sourcesLine, table, taskLine, titleCase, type Work } from './work';

const PERSONAL = /\b(name|e-?mail|phone|address|birth|customer|patient|employee|iban|account|salary|user|contact)\w*/i;

export function writeSecurity(work: Work): Piece[] {
  const { brief, subject } = work;
  const entities = subject.entities.slice(0, 3);
  const findings = findingsOf(work);
  const high = findings.filter((row) => row[1] === 'high').length;
  const content = sections(`Security review: ${subject.name}`, [
    [
      '',
      `**Verdict: approved under conditions** (${high} of ${findings.length} findings are high; they come first).\n\n${taskLine(work)}\n\n${sourcesLine(work)}`,
    ],
    ['Worth protecting', table(['Asset', 'Why', 'Seen in'], assets(work))],
    [
      'Borders of trust',
      bullets([
        'Person to console: session, form fields, links.',
        `Console to the calls on ${entities.map((entity) => plural(entity)).join(', ')}: identity, permission per record, limits.`,
        'Service to database: values are parameters, never text of a query.',
        `Documents that come from outside (${work.inputs.map((one) => `\`${one.name}\``).join(', ') || 'none here'}): their text is data, also when it reads like an order.`,
      ]),
    ],
    ['Findings', table(['Id', 'Severity', 'Place', 'Attack', 'Effect', 'Remedy and test'], findings)],
    ['Personal data', personal(work)],
    ['What binds', bullets(binding(work))],
    [
      'Conditions',
      bullets(findings.filter((row) => row[1] === 'high').map((row) => `${row[0]} is remedied and its test runs in every build.`)),
    ],
    ['Risk that remains', 'A permitted person can misuse what is permitted. The event log makes it visible, not impossible.'],
  ]);
  return [
    {
      name: `${brief.key}.md`,
      type: brief.artifactType,
      content,
      metadata: { verdict: 'approved_with_conditions', critical_issues: 0, high_issues: high, findings: findings.length },
    },
  ];
}

function assets(work: Work): string[][] {
  const data = work.tables.map((one) => [titleCase(plural(one.entity)), `${one.rows} records`, one.source]);
  const named = work.subject.entities
    .slice(0, 3)
    .map((entity) => [
      titleCase(plural(entity)),
      'The goal is about them',
      work.statements.find((one) => new RegExp(entity, 'i').test(one.text))?.source ?? 'goal',
    ]);
  return [...(data.length > 0 ? data : named), ['Sessions and keys', 'Whoever has one is that person', 'every call']];
}

function findingsOf(work: Work): string[][] {
  const [entity = 'record'] = work.subject.entities;
  const code = work.results.find((one) => one.type === 'code');
  const [symbol] = code ? symbolsIn(code.content).filter((name) => /create|change|update/i.test(name)) : [];
  const place = code ? `${code.name}${symbol ? `, ${symbol}` : ''}` : `calls on ${plural(entity)}`;
  const figure = work.figures.find(isLimit);
  const rows = [
    [
      'high',
      place,
      `A signed-in person changes the id in the address to another one's ${entity}`,
      `Reads or changes a ${entity} of somebody else`,
      `Check the owner of the ${entity}, not only the role; test with two people`,
    ],
    [
      'high',
      `GET /api/${slug(plural(entity))}`,
      'Guess cursors and filters to walk through everything',
      `All ${plural(entity)} leave the system`,
      'Bind lists to what the caller may see; limit the rate; test that a stranger gets an empty list',
    ],
    [
      'medium',
      'import of documents',
      'A cell that begins with = or @ becomes a formula in a later export',
      'Runs on the reader’s machine',
      'Quote such cells on export; test with one of each',
    ],
    ...(figure
      ? [
          [
            'medium',
            figure.statement.source,
            `Stay just under ${figure.figure}, many times`,
            `"${quoted(figure.statement.text, 70)}" is kept to the letter and got around`,
            'Count over time and per person; test the sum, not the single case',
          ],
        ]
      : []),
    [
      'low',
      'error answers',
      'Provoke faults and read them',
      'Learns names of fields and files',
      'Codes and paths outside, stack traces only in the log; test one of each status',
    ],
  ];
  return rows.map((row, index) => [`S-${index + 1}`, ...row]);
}

function personal(work: Work): string {
  const columns = work.tables.flatMap((one) =>
    one.columns
      .filter((column) => PERSONAL.test(column.name))
      .map((column) => [`\`${column.name}\``, one.source, `${column.distinct} distinct values`]),
  );
  const said = work.statements
    .filter((one) => PERSONAL.test(one.text))
    .slice(0, 4)
    .map((one) => [quoted(one.text, 90), one.source, 'stated']);
  const rows = columns.length > 0 ? columns : said;
  return rows.length > 0
    ? `${table(['What', 'Source', 'Extent'], rows)}\n\nKeep only as long as the purpose lasts, and be able to hand out and delete by person.`
    : 'No field or sentence in the sources points to a person.';
}

function binding(work: Work): string[] {
  const rules = work.statements.filter((one) =>
    /\b(gdpr|law|legal|audit|retention|retain|encrypt|permission|approv|access|delete|confidential|compliance)\w*/i.test(one.text),
  );
  return rules.length > 0
    ? rules.slice(0, 6).map((one) => `"${quoted(one.text, 140)}" (${one.source}${one.id ? `, ${one.id}` : ''})`)
    : ['No source names a law or contract; the goal’s owner has to confirm that none applies.'];
}
