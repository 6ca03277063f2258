import { deepMaskOf } from './mask-found';

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
  const masks = new Map<string, ReturnType<typeof deepMaskOf>>();
  const maskOf = (runs: readonly string[]) => {
    const key = runs.join();
    const known = masks.get(key);
    if (known) return known;
    const made = deepMaskOf([...new Set(runs.flatMap((run) => words.get(run) ?? []))].sort((a, b) => b.length - a.length));
    masks.set(key, made);
    return made;
  };
  const every = [...words.keys()];
  const mask = (value: unknown, above: readonly string[], nameless: boolean): unknown => {
    const named = idsOf(value).filter((id) => words.has(id) && !above.includes(id));
    const runs = named.length === 0 ? above : [...new Set([...above, ...named])];
    const own = nameless && !(typeof value === 'object' && value !== null && 'runId' in value);
    // Nothing below can name more.
    if (runs.length === every.length) return maskOf(every)(value);
    if (Array.isArray(value)) return value.map((entry) => mask(entry, runs, own));
    const told = maskOf(runs.length === 0 && own ? every : runs);
    if (!fieldsOf(value).some((field) => typeof field === 'object' && field !== null)) return told(value);
    const names = told(Object.keys(value as object));
    return Object.fromEntries(fieldsOf(value).map((field, index) => [names[index], mask(field, runs, own)]));
  };
  return mask(
    answer,
    asked.filter((run) => words.has(run)),
    true,
  ) as T;
}

/** What a value names itself, in its fields, in lists of ids, and in parts that are no lists. */
function idsOf(value: unknown): string[] {
  if (isId(value)) return [value];
  if (Array.isArray(value)) return value.filter(isId);
  return fieldsOf(value).flatMap(idsOf);
}
