import type { EditDiff, EditOperation } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';

/** How a person knows a task: its title, else its key. */
export type TitleOf = (key: string) => string;

/** What of a task may be edited, in the order in which a form shows it. */
export const FIELD_WORDS = {
  title: 'title',
  role: 'role',
  prompt: 'prompt',
  phase: 'phase',
  tier: 'tier',
  timeoutSeconds: 'timeout',
  maxAttempts: 'attempts',
  priority: 'priority',
  sideEffects: 'side effects',
  artifactType: 'artifact type',
  outputs: 'outputs schema',
  gate: 'gate',
  branch: 'branch',
  dependsOn: 'waits for',
} as const;

const GATE_WORDS: Record<string, string> = {
  code_review: 'code review',
  security_review: 'security review',
  tests: 'tests',
  custom: 'custom check',
  expression: 'condition',
  human: 'person’s word',
};

export const gateWords = (type: string): string => GATE_WORDS[type] ?? type;
export const fieldWords = (field: string): string => (FIELD_WORDS as Record<string, string>)[field] ?? field;

/** Long texts and schemas are named, not quoted. */
const NAMED_ONLY = new Set(['prompt', 'outputs', 'criteria']);
const QUOTED_LENGTH = 60;
const NAMES = 4;

/** "A, B and 3 others". */
export function namesOf(keys: readonly string[], titleOf: TitleOf, most = NAMES): string {
  const shown = keys.slice(0, keys.length > most ? most - 1 : most).map(titleOf);
  const left = keys.length - shown.length;
  if (left > 0) return `${shown.join(', ')} and ${plural(left, 'other')}`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : (shown[0] ?? 'nothing');
}

/** A value of a field as one reads it: "15 min", "premium", "none". */
export function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (field === 'timeoutSeconds' && typeof value === 'number') return secondsWords(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value).replaceAll('_', field === 'condition' ? '_' : ' ');
  return text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH - 1)}…` : text;
}

function secondsWords(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** "tier standard → premium"; "prompt" where it is too long to be quoted. */
export function changeWords(field: string, before: unknown, after: unknown): string {
  if ((field === 'gate' || field === 'branch') && isRecord(before) && isRecord(after)) {
    const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
      .map((part) => changeWords(part, before[part], after[part]));
    return parts.join(', ') || fieldWords(field);
  }
  const label = fieldWords(INNER_WORDS[field] ?? field);
  if (NAMED_ONLY.has(field)) return `${label} ${missing(before) ? 'added' : missing(after) ? 'taken away' : 'rewritten'}`;
  return `${label} ${valueWords(field, before)} → ${valueWords(field, after)}`;
}

const INNER_WORDS: Record<string, string> = { ifTrue: 'tasks when true', ifFalse: 'tasks when false', type: 'gate type' };
const missing = (value: unknown): boolean => value === null || value === undefined || value === '';
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (keys: string | readonly string[]): readonly string[] => (typeof keys === 'string' ? [keys] : keys);

/** An operation as a sentence. With the diff of its edit, an update says what was before. */
export function operationWords(operation: EditOperation, titleOf: TitleOf, diff?: EditDiff): string {
  switch (operation.op) {
    case 'addTask': {
      const { task } = operation;
      const kind = task.kind === 'agent' ? '' : ` ${task.kind}`;
      const after = task.dependsOn.length > 0 ? ` after ${namesOf(task.dependsOn, titleOf)}` : '';
      return `Add${kind} ${task.title ?? task.key}${after}`;
    }
    case 'updateTask': {
      const known = diff?.changed.find((change) => change.key === operation.key);
      const parts = Object.entries(operation.changes).map(([field, value]) =>
        known && field in known.after ? changeWords(field, known.before[field], known.after[field]) : intentWords(field, value),
      );
      return `Change ${titleOf(operation.key)}: ${parts.join(', ')}`;
    }
    case 'removeTask':
      return `Remove ${titleOf(operation.key)}`;
    case 'addDependency':
      return `${titleOf(operation.to)} waits for ${titleOf(operation.from)}`;
    case 'removeDependency':
      return `${titleOf(operation.to)} no longer waits for ${titleOf(operation.from)}`;
    case 'createBranch': {
      const ways = [
        operation.ifTrue.length > 0 ? `if true ${namesOf(operation.ifTrue, titleOf)}` : '',
        operation.ifFalse.length > 0 ? `if false ${namesOf(operation.ifFalse, titleOf)}` : '',
      ].filter((way) => way !== '');
      const where = `${operation.title ?? operation.key} after ${namesOf(listOf(operation.after), titleOf)}`;
      return `Add branch ${where} on ${valueWords('condition', operation.condition)}${ways.length > 0 ? `: ${ways.join(', ')}` : ''}`;
    }
    case 'insertGate':
      return `Insert gate ${operation.title ?? operation.key} (${gateWords(operation.gateType)}) after ${namesOf(listOf(operation.after), titleOf)}`;
    case 'addParallelPath': {
      const before = operation.before === undefined ? '' : `, before ${namesOf(listOf(operation.before), titleOf)}`;
      const names = operation.tasks.map((task) => task.title ?? task.key);
      return `Add ${namesOf(names, (name) => name)} in parallel after ${namesOf(listOf(operation.after), titleOf)}${before}`;
    }
  }
}

/** What is known of an update without what was before it. */
function intentWords(field: string, value: unknown): string {
  if ((field === 'gate' || field === 'branch') && isRecord(value) && value.condition)
    return `${field === 'gate' ? 'opens when' : 'condition'} ${valueWords('condition', value.condition)}`;
  if (NAMED_ONLY.has(field) || isRecord(value)) return fieldWords(field);
  return `${fieldWords(field)} → ${valueWords(field, value)}`;
}

/** "2 added, 1 changed, 1 removed"; edges only where no task changed. */
export function countWords(diff: EditDiff): string {
  const parts = [
    [diff.added.length, 'added'],
    [diff.changed.length, 'changed'],
    [diff.removed.length, 'removed'],
  ] as const;
  const tasks = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  if (tasks.length > 0) return tasks.join(', ');
  const edges = diff.edges.added.length + diff.edges.removed.length;
  if (edges > 0) return `${plural(edges, 'dependency', 'dependencies')} changed`;
  return diff.rerun.length > 0 ? `${plural(diff.rerun.length, 'task')} run again` : 'nothing changed';
}

/** What an edit did besides what it was asked in so many words: calls aborted, tasks run again or withdrawn. */
export function effectWords(diff: EditDiff, invalidated: readonly string[], titleOf: TitleOf): string[] {
  return [
    diff.aborted.length > 0 ? `Aborts ${namesOf(diff.aborted, titleOf)}` : '',
    diff.rerun.length > 0 ? `Runs ${namesOf(diff.rerun, titleOf)} again` : '',
    diff.withdrawn.length > 0
      ? `${namesOf(diff.withdrawn, titleOf)} ${diff.withdrawn.length === 1 ? 'was' : 'were'} ready and ${diff.withdrawn.length === 1 ? 'waits' : 'wait'} again`
      : '',
    invalidated.length > 0 ? `Marks ${namesOf(invalidated, titleOf)} invalidated` : '',
  ].filter((words) => words !== '');
}

/** "Ana" of "user:ana@example.com", "agent architecture" of "agent:architecture". */
export function actorWords(actor: string): string {
  const [kind, ...rest] = actor.split(':');
  const name = rest.join(':');
  if (name === '') return actor;
  return kind === 'user' ? name : `${kind} ${name}`;
}
