import { checkCondition } from './parse-condition';

/** What is wrong with a condition and where, in one line; null where nothing is. */
export function conditionFault(source: string): string | null {
  const check = checkCondition(source);
  if (check.ok) return null;
  const { message, line, column } = check.problem;
  return `${message} (${line > 1 ? `line ${line}, ` : ''}column ${column})`;
}
