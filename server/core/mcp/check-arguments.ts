import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** A stranger's pattern may take for ever on a stranger's text: the server checks its own. */
const anyText = Object.assign(() => ({ test: () => true, exec: () => null }), { code: '() => ({ test: () => true })' });
const OPTIONS = { strict: false, validateFormats: false, logger: false, allErrors: false, code: { regExp: anyText } } as const;

const MAX_KEPT = 500;
const validators = new Map<string, ValidateFunction | string>();

/** What is wrong with arguments by a tool's schema (by the hash of its definition, so that each compiles once); null: nothing. */
export function argumentsFault(tool: { hash: string; parameters: Record<string, unknown> }, given: unknown): string | null {
  const validator = validatorOf(tool);
  if (typeof validator === 'string') return `its schema cannot be used (${validator}); it must be mended on the server`;
  if (validator(given)) return null;
  return (validator.errors ?? []).map(faultText).join('; ');
}

function validatorOf({ hash, parameters }: { hash: string; parameters: Record<string, unknown> }): ValidateFunction | string {
  const known = validators.get(hash);
  if (known !== undefined) return known;
  if (validators.size >= MAX_KEPT) validators.clear();
  const made = compile(parameters);
  validators.set(hash, made);
  return made;
}

function compile(parameters: Record<string, unknown>): ValidateFunction | string {
  // `definitions` is the older dialect's word; both understand all the rest that tools use.
  const Dialect = 'definitions' in parameters ? Ajv : Ajv2020;
  try {
    return new Dialect(OPTIONS).compile(parameters);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function faultText(error: ErrorObject): string {
  const place = error.instancePath.slice(1).replaceAll('/', '.') || 'arguments';
  const more = error.keyword === 'additionalProperties' ? ` (${String(error.params.additionalProperty)})` : '';
  const among = error.keyword === 'enum' ? `: ${JSON.stringify(error.params.allowedValues)}` : '';
  return `${place} ${error.message ?? 'is not valid'}${more}${among}`;
}
