import { collectEvidence, shorten } from './evidence';
import { type CelFault, explainFault, isCelFault } from './explain';
import { meter, TooMuchWork } from './meter';
import { parseCondition } from './parse-condition';
import { type Path, pathOf, valueAt, writePath } from './paths';
import type { ConditionContext, ConditionResult } from './types';

/** What a condition comes to. Never throws, and never guesses: what cannot be decided is said in words. */
export function evaluateCondition(source: string, context: ConditionContext): ConditionResult {
  const read = parseCondition(source);
  if (!read.ok) return { decided: false, missing: null, reason: read.problem.message, evidence: {} };
  const { run, inventory } = read.parsed;
  const seen = { ...context, artifact: context.artifact ?? {} };
  const evidence = collectEvidence(inventory.paths, seen);
  const undecided = (reason: string, missing: string | null = null): ConditionResult => ({ decided: false, missing, reason, evidence });
  meter(inventory.nodes);
  try {
    const value: unknown = run(seen);
    if (typeof value === 'boolean') return { decided: true, value, evidence };
    return undecided(`it came to ${inWords(value)}, which is neither true nor false`);
  } catch (error) {
    if (error instanceof TooMuchWork) return undecided('it goes through too much data to be evaluated');
    if (!isCelFault(error)) return undecided('it cannot be evaluated');
    const lacking = whatLacks(source, error, inventory.paths, context);
    return lacking ? undecided(lacking.reason, lacking.path) : undecided(explainFault(source, error).message);
  }
}

/** Which of the named values is not there, and what is there instead. */
function whatLacks(
  source: string,
  fault: CelFault & { node?: unknown },
  paths: ReadonlyMap<string, Path>,
  context: ConditionContext,
): { path: string; reason: string } | null {
  if (fault.code !== 'no_such_key' && !fault.summary.includes('out of bounds') && !fault.summary.includes('out of range')) return null;
  const seen = { ...context, artifact: context.artifact ?? {} };
  const spelled = isNode(fault.node) ? pathOf(fault.node) : null;
  const elsewhere = spelled && !Object.hasOwn(seen, spelled[0]);
  if (elsewhere) return { path: writePath(spelled), reason: `${writePath(spelled)} is not there` };
  const path =
    spelled && valueAt(seen, spelled) === undefined ? spelled : [...paths.values()].find((at) => valueAt(seen, at) === undefined);
  if (!path) {
    const name = source.slice(fault.range?.start, fault.range?.end);
    return { path: name, reason: `"${name}" is not there` };
  }
  if (path[0] === 'artifact' && context.artifact === null)
    return { path: writePath(path), reason: `${writePath(path)} is not there: ${taskName(context)} has left no artifact` };
  let length = 1;
  while (length < path.length && valueAt(seen, path.slice(0, length + 1)) !== undefined) length += 1;
  const upTo = (end: number): Path => [path[0], ...path.slice(1, end)];
  const parent = valueAt(seen, upTo(length));
  const absent = writePath(upTo(length + 1));
  return { path: absent, reason: `${absent} is not there; ${writePath(upTo(length))} ${hasWords(parent)}` };
}

function isNode(node: unknown): node is Parameters<typeof pathOf>[0] {
  return typeof node === 'object' && node !== null && 'op' in node && 'args' in node;
}

function taskName({ task }: ConditionContext): string {
  return typeof task.key === 'string' ? `task "${task.key}"` : 'the task before it';
}

function hasWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `is ${inWords(value)}`;
  if (Array.isArray(value)) return `is a list of ${value.length}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'is empty';
  return `has ${keys.slice(0, 20).join(', ')}${keys.length > 20 ? ` and ${keys.length - 20} more` : ''}`;
}

function inWords(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (value === null) return 'nothing (null)';
  if (typeof value === 'object') return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  return JSON.stringify(shorten(value)) ?? 'nothing';
}
