type Schema = Record<string, unknown>;

/** A valid instance of a JSON schema, its texts taken from `words`. Understands the subset that strict endpoints accept. */
export function instanceOf(schema: Schema, words: string[], name = 'value', root: Schema = schema): unknown {
  const target = resolve(schema, root);
  if ('const' in target) return target.const;
  if (Array.isArray(target.enum)) return target.enum[0];
  const options = [target.anyOf, target.oneOf].find(Array.isArray);
  if (options) return instanceOf(recordOf(options[0]), words, name, root);
  switch (typeOf(target)) {
    case 'object':
      return Object.fromEntries(
        Object.entries(recordOf(target.properties)).map(([key, inner]) => [key, instanceOf(recordOf(inner), words, key, root)]),
      );
    case 'array':
      return arrayOf(target, words, name, root);
    case 'integer':
    case 'number':
      return numberOf(target);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textOf(target, words, name);
  }
}

function arrayOf(schema: Schema, words: string[], name: string, root: Schema): unknown[] {
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : Number.POSITIVE_INFINITY;
  const length = Math.min(most, Math.max(least, Math.min(3, words.length || 1)));
  return Array.from({ length }, (_, index) =>
    instanceOf(recordOf(schema.items), [...words.slice(index), ...words.slice(0, index)], name, root),
  );
}

function numberOf(schema: Schema): number {
  const least =
    typeof schema.minimum === 'number' ? schema.minimum : typeof schema.exclusiveMinimum === 'number' ? schema.exclusiveMinimum + 1 : 1;
  return typeof schema.maximum === 'number' ? Math.min(least, schema.maximum) : least;
}

function textOf(schema: Schema, words: string[], name: string): string {
  if (schema.format === 'date') return '2026-03-01';
  if (schema.format === 'date-time') return '2026-03-01T09:00:00Z';
  const text = words[0] ?? name.replaceAll('_', ' ');
  const least = typeof schema.minLength === 'number' ? schema.minLength : 0;
  const cut = typeof schema.maxLength === 'number' ? text.slice(0, schema.maxLength) : text;
  return cut.padEnd(least, '.');
}

function typeOf(schema: Schema): string {
  const given = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (typeof given === 'string') return given;
  return 'properties' in schema ? 'object' : 'items' in schema ? 'array' : 'string';
}

function resolve(schema: Schema, root: Schema): Schema {
  const path = typeof schema.$ref === 'string' ? schema.$ref.replace(/^#\/?/, '').split('/') : null;
  return path ? path.reduce<Schema>((at, key) => recordOf(key === '' ? at : at[key]), root) : schema;
}

const recordOf = (value: unknown): Schema => (typeof value === 'object' && value !== null ? { ...value } : {});
