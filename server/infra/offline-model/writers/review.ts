import { headingsIn, isLimit, symbolsIn } from '../facts';
import type { SourceText } from '../read-brief';
import { limitPrefix } from './code-shared';
import { bullets, caseOfRule, type Piece, quoted, type Requirement, sections, sourcesLine, table, taskLine, type Work } from './work';

interface Finding {
  severity: 'major' | 'minor' | 'info';
  place: string;
  text: string;
  remedy: string;
}

export function writeReview(work: Work): Piece[] {
  const { brief, subject, requirements } = work;
  const reviewed = reviewedIn(work);
  const findings = reviewFindings(work);
  const majors = findings.filter((one) => one.severity === 'major').length;
  const verdict = majors > 0 ? 'approved with changes' : 'approved';
  const decides = findings.find((one) => one.severity === 'major') ?? findings[0];
  const content = sections(`Review: ${subject.name}`, [
    [
      '',
      `**Verdict: ${verdict}.** ${decides ? `${decides.text} (${decides.place})` : 'Nothing was found that has to change.'}\n\n${taskLine(work)}\n\n${sourcesLine(work)}`,
    ],
    [
      'Findings',
      table(
        ['#', 'Severity', 'Place', 'Finding', 'Remedy'],
        findings.map((one, index) => [String(index + 1), one.severity, one.place, one.text, one.remedy]),
      ),
    ],
    [
      'Requirements',
      table(
        ['Id', 'Requirement', 'State', 'Where'],
        requirements.slice(0, 16).map((one) => [one.id, quoted(one.text, 90), ...coverage(one, reviewed)]),
      ),
    ],
    ['Read in full', bullets(reviewed.map(readLine))],
    ['Missing tests', bullets(missingTests(work))],
    ['Not checked', bullets(['Nothing was run: every statement above comes from reading.', 'Load, and behaviour over longer time.'])],
  ]);
  const metadata = {
    verdict: verdict.replaceAll(' ', '_'),
    critical_issues: 0,
    major_issues: majors,
    minor_issues: findings.filter((one) => one.severity === 'minor').length,
  };
  return [{ name: `${brief.key}.md`, type: brief.artifactType, content, metadata }];
}

const reviewedIn = (work: Work): SourceText[] => (work.results.length > 0 ? work.results : work.inputs);

export function reviewFindings(work: Work): Finding[] {
  return reviewedIn(work)
    .flatMap((source) => findingsIn(source, work))
    .slice(0, 12);
}

function findingsIn(source: SourceText, work: Work): Finding[] {
  const found: Finding[] = [];
  const uncovered = work.requirements.filter((one) => !one.assumed && coverage(one, [source])[0] === 'open');
  const lines = source.content.split('\n');
  const longest = lines.reduce((best, line, index) => (line.length > (lines[best]?.length ?? 0) ? index : best), 0);
  const [first] = uncovered;
  if (first && source.type === 'requirements') {
    found.push({
      severity: 'major',
      place: source.name,
      text: `${first.id} of ${first.source} is not taken up: "${quoted(first.text, 80)}"`,
      remedy: `Add ${first.id} with an acceptance criterion.`,
    });
  }
  const limit = work.figures.filter(isLimit).find((one) => !source.content.includes(one.figure.split(/\s/)[0] ?? one.figure));
  if (limit && source.type === 'architecture') {
    found.push({
      severity: 'major',
      place: source.name,
      text: `The limit ${limit.figure} ("${quoted(limit.statement.text, 70)}") appears nowhere`,
      remedy: `Say which component holds ${limit.figure}.`,
    });
  }
  for (const name of unusedLimits(source).slice(0, 2)) {
    const rule = work.requirements.find((one) => name.startsWith(limitPrefix(one.id)));
    found.push({
      severity: 'major',
      place: `${source.name}, ${name}`,
      text: `${name} is declared and no branch compares with it${rule ? `: ${rule.id} is not enforced` : ''}`,
      remedy: `Enforce it where the record is checked, and test the value at its limit.`,
    });
  }
  if (/assumed/i.test(source.content)) {
    found.push({
      severity: 'minor',
      place: `${source.name}:${lines.findIndex((line) => /assumed/i.test(line)) + 1}`,
      text: 'Rests on an assumption that nobody has confirmed',
      remedy: 'Ask, or say what changes when it is wrong.',
    });
  }
  if (source.type === 'code' && (lines[longest]?.length ?? 0) > 140) {
    found.push({
      severity: 'info',
      place: `${source.name}:${longest + 1}`,
      text: `A line of ${lines[longest]?.length} characters hides its condition`,
      remedy: 'Name the parts.',
    });
  }
  return found;
}

/** Constants of rules that the rest of the file never mentions. */
function unusedLimits(source: SourceText): string[] {
  const declared = [...source.content.matchAll(/^export const ([A-Z][A-Z0-9_]+) = [\d.]+;/gm)].map((match) => match[1] ?? '');
  return declared.filter((name) => source.content.split(name).length === 2);
}

/** A requirement counts as covered where its identifier, or most of its longer words, can be found. */
function coverage(one: Requirement, sources: SourceText[]): [string, string] {
  const byId = sources.find((source) => source.content.includes(one.id));
  if (byId) return ['named', byId.name];
  const words = [...new Set(one.text.toLowerCase().match(/[a-z]{6,}/g) ?? [])];
  const byWords = sources.find((source) => words.filter((word) => source.content.toLowerCase().includes(word)).length > words.length * 0.6);
  return byWords ? ['described', byWords.name] : ['open', '–'];
}

function readLine(source: SourceText): string {
  const parts = source.type === 'code' || source.type === 'tests' ? symbolsIn(source.content) : headingsIn(source.content);
  const named = parts
    .slice(0, 6)
    .map((part) => `\`${part}\``)
    .join(', ');
  return `\`${source.name}\`${source.taskKey ? ` of task ${source.taskKey}` : ''}: ${source.content.split('\n').length} lines${named ? `, among them ${named}` : ''}.`;
}

function missingTests(work: Work): string[] {
  const atLimits = work.figures
    .slice(0, 4)
    .map(({ figure, statement }) => `${figure}: one below, at and above ("${quoted(statement.text, 70)}").`);
  const empties = work.tables.flatMap((one) =>
    one.columns
      .filter((column) => column.empty > 0)
      .map((column) => `\`${column.name}\` empty, as in ${column.empty} rows of ${one.source}.`),
  );
  return [...atLimits, ...empties.slice(0, 3), 'Two people change the same record at once.'];
}

export function writeTestPlan(work: Work): Piece[] {
  const { brief, subject, requirements } = work;
  const cases = requirements.slice(0, 14).map((one, index) => {
    const rule = caseOfRule(one.text);
    const given = rule
      ? `Given ${rule.given}`
      : one.priority === 'should'
        ? `Show "${quoted(one.text, 80)}" to who asked for it`
        : `An attempt against "${quoted(one.text, 80)}"`;
    const expected = rule
      ? rule.result
      : one.priority === 'should'
        ? 'They agree that it is met'
        : `It is refused with ${one.id} as the reason; nothing has changed`;
    return [`T-${String(index + 1).padStart(2, '0')}`, one.id, given, expected, one.priority === 'must' ? 'every build' : 'every release'];
  });
  const limits = work.figures
    .slice(0, 6)
    .map(({ figure, statement }, index) => [`L-${index + 1}`, figure, quoted(statement.text, 90), 'just below, at, just above']);
  const rows = work.tables.map(
    (one) =>
      `\`${one.source}\`: all ${one.rows} rows go through the import; ${one.columns.filter((column) => column.empty > 0).length} columns have gaps and each gap is a case.`,
  );
  const content = sections(`Test plan: ${subject.name}`, [
    ['', `${taskLine(work)}\n\n${sourcesLine(work)}`],
    ['Cases', table(['Case', 'Requirement', 'Given and when', 'Then', 'Runs'], cases)],
    ['Limits', limits.length > 0 ? table(['Case', 'Figure', 'Said', 'Values'], limits) : ''],
    ['Data', bullets(rows)],
    [
      'Unhappy paths',
      bullets([
        'The same request twice.',
        `Two people change one ${subject.entities[0] ?? 'record'} at the same time.`,
        'The database is away for ten seconds.',
        'A caller without permission, and one without a session.',
      ]),
    ],
    [
      'Done when',
      bullets([
        `Every case for a requirement of priority "must" passes (${requirements.filter((one) => one.priority === 'must').length} of ${requirements.length}).`,
        'No case was skipped without a reason beside it.',
      ]),
    ],
  ]);
  return [
    {
      name: `${brief.key}.md`,
      type: 'tests',
      content,
      metadata: { cases: cases.length + limits.length, test_coverage: Math.min(95, 70 + cases.length), test_coverage_is: 'planned' },
    },
  ];
}
