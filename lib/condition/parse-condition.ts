import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import { createEnvironment } from './environment';
import { explainFault, isCelFault, problemAt } from './explain';
import type { ConditionCheck, ConditionProblem } from './types';
import { type Inventory, MACROS, takeInventory } from './walk';

export const MAX_CONDITION_CHARACTERS = 2_000;
/** Each goes through a whole list, nested ones multiply. */
const MAX_MACROS = 3;

/** Nothing in it changes once it is made. */
const environment: Environment = createEnvironment();

export interface ParsedCondition {
  run: ParseResult;
  inventory: Inventory;
}

/** Reads a condition, or says what is wrong with it and where. */
export function parseCondition(source: string): { ok: true; parsed: ParsedCondition } | { ok: false; problem: ConditionProblem } {
  if (source.trim() === '') return refused(problemAt(source, 'a condition must not be empty'));
  if (source.length > MAX_CONDITION_CHARACTERS)
    return refused(problemAt(source, `a condition must have at most ${MAX_CONDITION_CHARACTERS} characters`, MAX_CONDITION_CHARACTERS));
  let run: ParseResult;
  try {
    run = environment.parse(source);
  } catch (error) {
    return refused(asProblem(source, error));
  }
  const inventory = takeInventory(run.ast);
  const bounded = refuseCalls(source, inventory);
  if (bounded) return refused(bounded);
  const checked = run.check();
  if (!checked.valid) return refused(asProblem(source, checked.error));
  if (checked.type !== 'bool' && checked.type !== 'dyn' && !checked.type?.startsWith('dyn<bool'))
    return refused(problemAt(source, `a condition must be true or false, but this is ${article(checked.type)}`));
  return { ok: true, parsed: { run, inventory } };
}

export function checkCondition(source: string): ConditionCheck {
  const read = parseCondition(source);
  return read.ok ? { ok: true } : read;
}

const refused = (problem: ConditionProblem) => ({ ok: false as const, problem });

function asProblem(source: string, error: unknown): ConditionProblem {
  if (isCelFault(error)) return explainFault(source, error);
  return problemAt(source, 'this cannot be read as a condition');
}

/** Regular expressions can hold a process for seconds, and so can what multiplies lists; `cel.bind` doubles them. */
function refuseCalls(source: string, { calls }: Inventory): ConditionProblem | null {
  const at = (node: ASTNode, message: string) => problemAt(source, message, node.start, node.end);
  for (const { name, node } of calls) {
    if (name === 'matches') return at(node, 'regular expressions ("matches") cannot be used; use contains, startsWith or endsWith');
    if (name === 'bind') return at(node, '"cel.bind" cannot be used');
  }
  const macros = calls.filter(({ name }) => MACROS.has(name));
  const over = macros[MAX_MACROS];
  return over ? at(over.node, `a condition goes through at most ${MAX_MACROS} lists`) : null;
}

function article(type: string | undefined): string {
  if (type === 'int' || type === 'uint' || type === 'double') return 'a number';
  if (type === 'string') return 'text';
  if (type?.startsWith('list')) return 'a list';
  if (type?.startsWith('map')) return 'an object';
  return type === 'null' ? 'nothing (null)' : 'something else';
}
