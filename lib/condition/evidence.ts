import { type Path, valueAt } from './paths';
import type { Evidence } from './types';

const MAX_VALUES = 50;
const MAX_TEXT = 300;
const MAX_JSON = 1_000;

/** The values that a condition named, as far as they are there. They are kept in events, so long ones are cut. */
export function collectEvidence(paths: ReadonlyMap<string, Path>, context: object): Evidence {
  const evidence: Evidence = {};
  for (const [text, path] of [...paths].slice(0, MAX_VALUES)) {
    const value = valueAt(context, path);
    if (value !== undefined) evidence[text] = shorten(value);
  }
  return evidence;
}

export function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value) ? value.length <= 100 : Object.keys(value).length <= 100) {
    const json = JSON.stringify(value);
    if (json.length <= MAX_JSON) return JSON.parse(json);
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const keys = Object.keys(value);
  return `an object with ${keys.slice(0, 10).join(', ')}${keys.length > 10 ? ` and ${keys.length - 10} more` : ''}`;
}
