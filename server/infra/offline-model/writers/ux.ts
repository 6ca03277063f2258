import { isLimit, plural } from '../facts';
import { bullets, type Piece, quoted, sections, sourcesLine, table, taskLine, titleCase, type Work } from './work';

const PEOPLE =
  /\b(operators?|approvers?|managers?|admins?|administrators?|customers?|users?|accountants?|clerks?|engineers?|reviewers?|analysts?|editors?|teachers?|students?|patients?|nurses?|drivers?|agents?|suppliers?|guests?|members?)\b/gi;

export function writeUx(work: Work): Piece[] {
  const { brief, subject } = work;
  const [entity = 'item', second = entity] = subject.entities;
  const content = sections(`Flows and screens: ${subject.name}`, [
    ['', `${taskLine(work)}\n\n${sourcesLine(work)}`],
    ['People', table(['Who', 'Wants', 'Said in'], people(work))],
    [`Flow 1: a new ${entity}`, flow(work, entity)],
    [
      `Flow 2: find and change a ${second}`,
      `1. The list opens with what needs attention first.\n2. The person narrows it by ${fieldWords(work, second)}; the address keeps the filter.\n3. A change is saved with one action and confirmed in place.\n4. Somebody else was faster: "This ${second} was changed by another person. Look at both versions", nothing is lost.`,
    ],
    ['Screens', table(['Screen', 'Purpose', 'Main action', 'States'], screens(entity, second))],
    ['Words', table(['Place', 'Text'], words(entity, second))],
    [
      'Rules that hold everywhere',
      bullets([
        ...limits(work),
        'Dates as 1 March 2026, times in the zone of the reader; an empty value is "–", never 0.',
        'Nothing that can be undone asks for confirmation; what cannot names what will be gone.',
      ]),
    ],
    [
      'Checks',
      bullets([
        'Each flow by keyboard alone, focus always visible.',
        'At 390 pixels nothing scrolls sideways.',
        'Status by icon and word, not by colour alone.',
        `A screen reader hears that a ${entity} was saved.`,
      ]),
    ],
  ]);
  return [{ name: `${brief.key}.md`, type: brief.artifactType, content, metadata: { flows: 2, screens: 3, standard: 'WCAG 2.2 AA' } }];
}

function people(work: Work): string[][] {
  const named = new Map<string, { text: string; source: string }>();
  for (const one of work.statements) {
    for (const [word] of one.text.matchAll(PEOPLE)) {
      const who = word.toLowerCase().replace(/s$/, '');
      if (!named.has(who)) named.set(who, one);
    }
  }
  const rows = [...named].slice(0, 5).map(([who, one]) => [titleCase(who), quoted(one.text, 120), one.source]);
  return rows.length > 0 ? rows : [['Whoever asked', quoted(work.brief.goal.replace(/\s+/g, ' '), 120), 'goal (inferred)']];
}

function flow(work: Work, entity: string): string {
  const rules = work.requirements.filter((one) => new RegExp(entity, 'i').test(one.text)).slice(0, 3);
  const checks = rules.map((one) => `   - ${one.id}: ${quoted(one.text, 110)}`).join('\n');
  return `1. From the list, "New ${entity}" opens a form with ${fieldWords(work, entity)}; the first field has the focus.\n2. Each field is checked when it is left:\n${checks || '   - presence and form of the value'}\n3. "Save ${entity}" stores it and shows it in the list, marked as new.\n4. It fails: what was typed stays, the faulty field has the focus and says why.`;
}

const fieldWords = (work: Work, entity: string): string =>
  work.subject
    .fields(entity)
    .filter((column) => column.name !== 'id')
    .slice(0, 4)
    .map((column) => column.name.replaceAll('_', ' '))
    .join(', ');

const screens = (entity: string, second: string): string[][] => [
  [`List of ${plural(entity)}`, 'See what needs attention', `New ${entity}`, 'first use, loading, empty after filter, many, failed'],
  [titleCase(entity), `Understand one ${entity} and act on it`, 'Save', 'loading, changed by others, no permission, gone'],
  [`History of a ${second}`, 'Who did what and when', 'Compare', 'one entry, many, failed'],
];

const words = (entity: string, second: string): string[][] => [
  ['First use', `No ${plural(entity)} yet. Add the first one, or import a file.`],
  ['Nothing matches', `No ${entity} matches these filters. Clear them to see all.`],
  ['Failed', `The ${plural(entity)} could not be loaded. Check the connection and try again.`],
  ['No permission', `You can see this ${second} but not change it. Ask its owner.`],
];

const limits = (work: Work): string[] =>
  work.figures
    .filter(isLimit)
    .slice(0, 3)
    .map(
      ({ figure, statement }) =>
        `${figure} is shown where it applies, before it is reached: "${quoted(statement.text, 100)}" (${statement.source}).`,
    );
