import { type Column, isTabular, plural, singular, type Table, tablesOf } from './facts';
import type { Brief } from './read-brief';

/** What the run is about: names that plans, files and code are built from. */
export interface Subject {
  /** The thing in a few words of the goal, e.g. "invoice approval service". */
  name: string;
  /** Singular nouns, most important first: "invoice", "approval". */
  entities: string[];
  fields(entity: string): Column[];
}

const STOP = new Set(
  `tell tells told suggest recommend propose about above accept accepted after again against allow allowed also always answer another approved available back based because become been before being below between both
  build built called cannot case cases change changed check checked clear code come comes complete contain could count create created current daily data date dates days default describe
  design detail details different document documents does done down draft during each early easy either email empty enough error errors every example expected explain fast field fields file files
  final find first following form found from full given goes good group have help here high hold hours idea implement important include including inputs into instead internal items itself just keep kept
  know known large last later least left less level like line list live long look made make makes many mark means minutes month months more most much must name named names need needed needs
  never next nobody none note number numbers once only open operator other others over page pages part people perform plan please point points possible prepare present produce product project provide public
  quick read ready real reason record records report requirement requirements required result results right rows same second seconds section send sent service services several shall short should show shown
  simple since single small some source stand start state states step steps still such support system table take takes task tasks team test tested tests text than that their them then there
  these they thing things this those three through time times title today together tool tools total type under unit until update upon used user users using usual value values version very want wants
  week weeks well were what when where which while whole will with within without word work works would write written year years your application platform feature features solution website small internal
  simple modern secure scalable overview background summary introduction scope context constraints notes appendix`.split(/\s+/),
);

export function subjectOf(brief: Brief): Subject {
  const tables = tablesOf(brief);
  const entities = entitiesOf(brief, tables);
  return {
    name: subjectName(brief.goal, entities),
    entities,
    fields: (entity) => tables.find((table) => table.entity === entity)?.columns ?? generalFields(),
  };
}

/** Nouns by how often goal and inputs name them; files of data and plurals ("invoices") weigh more. */
function entitiesOf(brief: Brief, tables: Table[]): string[] {
  const scores = new Map<string, number>();
  const add = (word: string, score: number) => {
    const noun = singular(word.toLowerCase());
    if (noun.length >= 4 && !STOP.has(noun) && !STOP.has(plural(noun))) scores.set(noun, (scores.get(noun) ?? 0) + score);
  };
  const inputs = brief.sources.filter((source) => source.taskKey === null);
  for (const table of tables) add(table.entity, 60);
  // In "a booking app" the booking is what it is about, whatever the word ends in.
  const named = /\b([a-z]{4,20})\s(?:app|application|service|system|platform|portal|api|tool|website|dashboard)\b/gi;
  const heads = [...brief.goal.matchAll(named)].map((match) => singular((match[1] ?? '').toLowerCase()));
  for (const word of heads) add(word, 12);
  for (const word of wordsIn(brief.goal)) add(word, isPluralNoun(word) ? 9 : 3);
  for (const word of inputs.filter((source) => !isTabular(source)).flatMap((source) => wordsIn(source.content.slice(0, 20_000))))
    add(word, isPluralNoun(word) ? 3 : 1);
  if (inputs.length === 0) for (const word of wordsIn(brief.prompt)) add(word, 2);
  const ranked = [...scores]
    .filter(([noun, score]) => score >= 3 && (heads.includes(noun) || !/(ing|ed|ly|able|ive|ous)$/.test(noun)))
    .sort((left, right) => right[1] - left[1]);
  const nouns = ranked.slice(0, 5).map(([noun]) => noun);
  return nouns.length > 0 ? nouns : ['item'];
}

/** Common nouns only: a word with a capital is a name, save in a heading. */
const wordsIn = (text: string): string[] => text.replace(/^#.*$/gm, (heading) => heading.toLowerCase()).match(/\b[a-z]{4,20}\b/g) ?? [];
const isPluralNoun = (word: string): boolean => /[a-z]{3}s$/.test(word) && !/(ss|us|is|ness)$/.test(word);

const COMMAND =
  /^(please\s+)?(build|create|write|design|implement|develop|make|draft|plan|prepare|produce|analy[sz]e|review|add|set up|migrate|turn|ship|deliver|define|document)\s+(me\s+|us\s+)?(an?\s+|the\s+|our\s+)?/i;

function subjectName(goal: string, entities: string[]): string {
  const sentence = goal.split(/\n|(?<=[a-z0-9%)]{3})[.;:]/)[0]?.trim() ?? '';
  const bare = sentence.replace(COMMAND, '');
  const head =
    bare
      .split(
        /\s+(?:and (?:tell|show|say|give|let|make|write|report|explain|find|decide|propose|recommend|suggest)|that|which|so that|using|from|based on|in order|where|whose)\s+|,/,
      )[0]
      ?.trim() ?? '';
  const words = head.split(/\s+/).slice(0, 10).join(' ');
  return words.length >= 3 ? words : `${entities[0] ?? 'work'} project`;
}

/** Where no document has data: what nearly every record has. */
function generalFields(): Column[] {
  const column = (name: string, kind: Column['kind']): Column => ({ name, kind, empty: 0, distinct: 0, values: [], range: null });
  return [column('id', 'text'), column('name', 'text'), column('status', 'text'), column('owner', 'text'), column('created_at', 'date')];
}

export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40) || 'work';
export const pascal = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('') || 'Item';
export const camel = (text: string): string => {
  const name = pascal(text);
  return name.charAt(0).toLowerCase() + name.slice(1);
};
export const snake = (text: string): string => slug(text).replaceAll('-', '_');
