import { maskDeep } from './mask-found';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const isId = (value: unknown): value is string => typeof value === 'string' && value.length === 36 && ID.test(value);

const fieldsOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null && !(value instanceof Date) ? Object.values(value) : [];

/** Every id that stands anywhere in a value: some of them are runs'. */
export function runIdsIn(value: unknown): string[] {
  const found = new Set<string>();
  const walk = (one: unknown): void => {
    if (isId(one)) found.add(one);
    else for (const field of fieldsOf(one)) walk(field);
  };
  walk(value);
  return [...found];
}

/**
 * Masks each part of an answer by the words of the runs that it is about: those that were asked for, those that it names, and those that what it
 * stands in names. Entries of a list stand for themselves: what one run keeps back, another may show. What names no run at all (how alike ones are
 * called together) is masked by the words of all.
 */
export function maskByRun<T>(answer: T, words: ReadonlyMap<string, string[]>, asked: readonly string[]): T {
  const wordsOf = (runs: Iterable<string>): string[] =>
    [...new Set([...runs].flatMap((run) => words.get(run) ?? []))].sort((a, b) => b.length - a.length);
  const all = wordsOf(words.keys());
  const mask = (value: unknown, above: ReadonlySet<string>, nameless: boolean): unknown => {
    const runs = new Set([...above, ...idsOf(value).filter((id) => words.has(id))]);
    const own = nameless && !(typeof value === 'object' && value !== null && 'runId' in value);
    if (Array.isArray(value)) return value.map((entry) => mask(entry, runs, own));
    const told = runs.size === 0 && own ? all : wordsOf(runs);
    if (!fieldsOf(value).some((field) => typeof field === 'object' && field !== null)) return maskDeep(value, told);
    const names = maskDeep(Object.keys(value as object), told);
    return Object.fromEntries(fieldsOf(value).map((field, index) => [names[index], mask(field, runs, own)]));
  };
  return mask(answer, new Set(asked.filter((run) => words.has(run))), true) as T;
}

/** What a value names itself, in its fields, in lists of ids, and in parts that are no lists. */
function idsOf(value: unknown): string[] {
  if (isId(value)) return [value];
  if (Array.isArray(value)) return value.filter(isId);
  return fieldsOf(value).flatMap(idsOf);
}
