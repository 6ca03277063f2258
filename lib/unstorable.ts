import type { Issue } from './errors';

/** Why PostgreSQL could not store this text; null where it can: NUL, and half a surrogate pair, which no UTF-8 has. */
export function unstorableFault(value: string): string | null {
  if (value.includes('\u0000')) return 'must not contain a NUL character';
  return /\p{Surrogate}/u.test(value) ? 'must not contain half of a surrogate pair' : null;
}

/** The same for every string in a JSON value, keys included, each with its path. */
export function unstorableIssues(value: unknown, path = ''): Issue[] {
  if (typeof value === 'string') {
    const message = unstorableFault(value);
    return message === null ? [] : [{ path, message }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const message = unstorableFault(key);
    // The key itself cannot be told, in a path either.
    return message === null
      ? unstorableIssues(inner, path === '' ? key : `${path}.${key}`)
      : [{ path, message: `has a field whose name ${message}` }];
  });
}
