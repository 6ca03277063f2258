export interface ChangedField {
  path: string;
  /** JSON; undefined where the field is not there on this side. */
  before: string | undefined;
  after: string | undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What differs between two JSON values, field by field; what is the same is left out. */
export function changedFields(before: unknown, after: unknown, path = ''): ChangedField[] {
  if (isObject(before) || isObject(after)) {
    const one = isObject(before) ? before : {};
    const other = isObject(after) ? after : {};
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
      changedFields(one[key], other[key], path ? `${path}.${key}` : key),
    );
  }
  const texts = [before, after].map((value) => (value === undefined || value === null ? undefined : JSON.stringify(value)));
  if (texts[0] === texts[1]) return [];
  return [{ path, before: texts[0], after: texts[1] }];
}
