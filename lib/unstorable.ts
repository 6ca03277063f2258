import type { Issue } from './errors';

/** Whoever reads JSON walks it to its ground: what is deeper than anybody writes would end their stack. */
const MAX_DEPTH = 200;

/** Why PostgreSQL could not store this text; null where it can: NUL, and half a surrogate pair, which no UTF-8 has. */
export function unstorableFault(value: string): string | null {
  if (value.includes('\u0000')) return 'must not contain a NUL character';
  return /\p{Surrogate}/u.test(value) ? 'must not contain half of a surrogate pair' : null;
}

/** The same for every string in a JSON value, keys included, each with its path; and what is nested too deeply. */
export function unstorableIssues(value: unknown, path = '', depth = 0): Issue[] {
  if (typeof value === 'string') {
    const message = unstorableFault(value);
    return message === null ? [] : [{ path, message }];
  }
  if (typeof value !== 'object' || value === null) return [];
  // The name of the field that holds it says enough.
  if (depth === MAX_DEPTH)
    return [{ path: path.split('.').slice(0, 2).join('.'), message: `is nested more than ${MAX_DEPTH} levels deep` }];
  return Object.entries(value).flatMap(([key, inner]) => {
    const message = unstorableFault(key);
    // The key itself cannot be told, in a path either.
    return message === null
      ? unstorableIssues(inner, path === '' ? key : `${path}.${key}`, depth + 1)
      : [{ path, message: `has a field whose name ${message}` }];
  });
}
