import type { ConditionProblem } from './types';
import { CONDITION_ROOTS } from './types';

/** As much of the library's errors as is told on. */
export interface CelFault {
  code: string;
  summary: string;
  range?: { start: number; end: number };
}

export function isCelFault(error: unknown): error is CelFault {
  return error instanceof Error && 'summary' in error && 'code' in error;
}

const ROOTS = `${CONDITION_ROOTS.slice(0, -1).join(', ')} and ${CONDITION_ROOTS.at(-1)}`;

export function problemAt(source: string, message: string, offset = 0, end = source.length): ConditionProblem {
  const before = source.slice(0, offset).split('\n');
  return { message, offset, end: Math.max(end, offset), line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** What the library refused, in words for whoever wrote it. */
export function explainFault(source: string, fault: CelFault): ConditionProblem {
  const { start = 0, end = source.length } = fault.range ?? {};
  return problemAt(source, wordsOf(source, fault, start, end), start, end);
}

const WORD_OPERATORS: Record<string, string> = { and: '&&', or: '||', not: '!', is: '==', equals: '==' };

function wordsOf(source: string, { code, summary }: CelFault, start: number, end: number): string {
  const there = source.slice(start, end);
  switch (code) {
    case 'unexpected_character':
    case 'unexpected_token':
    case 'expected_token':
      return syntaxWords(source, summary, start, there);
    case 'unterminated_string':
      return 'this text has no closing quote';
    case 'unknown_variable': {
      const name = summary.replace('Unknown variable: ', '');
      const field = /([A-Za-z_][\w.]*)\s*$/.exec(source.slice(0, start).replace(/-\s*$/, ''))?.[1];
      const before = source.slice(0, start).trimEnd();
      if (before.endsWith('-') && field && CONDITION_ROOTS.some((root) => field.startsWith(`${root}.`)))
        return `there is no "${name}"; a key with "-" is written ["…-…"], as in ${field.slice(0, field.lastIndexOf('.'))}["${field.slice(field.lastIndexOf('.') + 1)}-${name}"]`;
      return `there is no "${name}"; a condition knows ${ROOTS}`;
    }
    case 'no_matching_overload': {
      const call = /'(.*)\((.*)\)'$/.exec(summary);
      const given = call?.[2] ? call[2].split(', ').map(typeWord).join(', ') : 'nothing';
      return `"${call?.[1]?.replace(/^.*\./, '') ?? there}" is no function that takes ${given}`;
    }
    case 'no_such_overload': {
      const binary = /^no such overload: (\S.*?) (==|!=|<=|>=|<|>|\+|-|\*|\/|%|in) (.+)$/.exec(summary);
      if (binary) return `"${binary[2]}" does not go between ${typeWord(binary[1])} and ${typeWord(binary[3])}`;
      const unary = /^no such overload: (.)(.+)$/.exec(summary);
      return unary ? `"${unary[1]}" does not go before ${typeWord(unary[2])}` : summary;
    }
    case 'invalid_logical_operand':
    case 'invalid_condition_type':
      return `this must be true or false, but it is ${typeWord(/'(.*)'/.exec(summary)?.[1])}`;
    case 'limit_exceeded':
      return summary.includes('Depth') ? 'this condition is nested too deeply' : 'this condition is too long';
    case 'no_such_key':
      return `${summary.replace('No such key: ', '"')}" is not there`;
    case 'division_by_zero':
    case 'modulo_by_zero':
      return 'this divides by zero';
    default:
      return summary;
  }
}

function syntaxWords(source: string, summary: string, start: number, there: string): string {
  const word = /^\w+/.exec(source.slice(start))?.[0] ?? '';
  const operator = WORD_OPERATORS[word.toLowerCase()];
  if (operator) return `"${word}" is written ${operator} in a condition`;
  const sign = source[start] ?? '';
  if (sign === '=') return 'to compare, write == (two of them)';
  if (sign === '&' || sign === '|') return `write ${sign}${sign} (two of them)`;
  if (summary.includes('EOF') && start >= source.trimEnd().length) {
    const open = [...source].reduce((depth, sign) => depth + (sign === '(' ? 1 : sign === ')' ? -1 : 0), 0);
    const before = source.trim().split(/\s+/).at(-1);
    if (open > 0 && before && /[\w"')\]]$/.test(before)) return 'a ")" is missing here';
    return before ? `something is missing after "${before}"` : 'a condition must not be empty';
  }
  if (summary.startsWith('Expected RPAREN')) return 'a ")" is missing here';
  if (summary.startsWith('Expected RBRACKET')) return 'a "]" is missing here';
  if (summary.startsWith('Expected IDENTIFIER')) return 'a name is missing here';
  const piece = word || there.trim() || sign;
  return `"${piece.length > 30 ? `${piece.slice(0, 30)}…` : piece}" was not expected here`;
}

/** `dyn<int>` → `a number`. */
function typeWord(type: string | undefined): string {
  const name = (type ?? '').replace(/^dyn<(.*)>$/, '$1').trim();
  if (/^(int|uint|double)$/.test(name)) return 'a number';
  if (name === 'string') return 'text';
  if (name === 'bool') return 'true or false';
  if (name === 'null') return 'nothing (null)';
  if (name.startsWith('list')) return 'a list';
  if (name.startsWith('map')) return 'an object';
  if (name.includes('Timestamp')) return 'a time';
  if (name.includes('Duration')) return 'a duration';
  return name === 'dyn' || name === '' ? 'a value' : name;
}
