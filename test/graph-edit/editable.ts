import type { EditableGraph, EditableTask, EditOperationInput } from '@/lib/contracts/edit';
import type { TaskStatus } from '@/lib/contracts/task';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import type { EditOptions, EditResult } from '@/lib/graph-edit/types';

type Shape = Partial<EditableTask>;

export function editable(key: string, dependsOn: readonly string[] = [], shape: Shape = {}): EditableTask {
  const started = ['RUNNING', 'SUCCEEDED', 'FAILED'].includes(shape.status ?? 'PENDING');
  return {
    ...{ key, title: key, role: 'tech_lead', kind: 'agent', prompt: 'Do it.', phase: null, artifactType: null, tier: 'standard' },
    ...{ maxAttempts: 3, timeoutSeconds: 900, priority: 0, sideEffects: 'none', outputs: null, gate: null, branch: null },
    ...{ dependsOn: [...dependsOn], status: 'PENDING', waitingFor: null, started, invalidated: false, resolved: false, chosen: null },
    ...shape,
  };
}

export const branchOf = (key: string, after: readonly string[], ifTrue: string[], ifFalse: string[], shape: Shape = {}): EditableTask =>
  editable(key, after, { kind: 'branch', prompt: '', branch: { condition: 'artifact.n < 80', ifTrue, ifFalse }, ...shape });

/** `'a b(a):RUNNING c(a,b)'`, to be read at a glance; more by key. RESOLVED: skipped by a person's word. */
export function graphOf(text: string, more: Record<string, Shape> = {}): EditableGraph {
  const tasks = text.split(/\s+/).map((word) => {
    const [, key = '', after = '', status = 'PENDING'] = /^(\w+)(?:\(([\w,]*)\))?(?::(\w+))?$/.exec(word) ?? [];
    const state: Shape = status === 'RESOLVED' ? { status: 'SKIPPED', resolved: true } : { status: status as TaskStatus };
    return editable(key, after ? after.split(',') : [], { ...state, ...more[key] });
  });
  return { version: 1, tasks };
}

/** The graph in the same words, with what `applyEdit` made of each task. */
export function wordsOf(graph: EditableGraph): string {
  return graph.tasks
    .map(({ key, dependsOn, status: actual, resolved, invalidated }) => {
      const status = resolved ? 'RESOLVED' : actual;
      const after = dependsOn.length > 0 ? `(${dependsOn.join(',')})` : '';
      return `${key}${after}${status === 'PENDING' ? '' : `:${status}`}${invalidated ? '!' : ''}`;
    })
    .join(' ');
}

export const NO_OPTIONS: EditOptions = { cancelRunning: [], rerunInvalidated: false };

export function edited(graph: EditableGraph, operations: EditOperationInput[], options: Partial<EditOptions> = {}): EditResult {
  const outcome = applyEdit(graph, operations, { ...NO_OPTIONS, ...options });
  if (!outcome.ok) throw new Error(`The edit was refused: ${outcome.issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
  return outcome.result;
}

/** Paths of what is refused; none where it is carried out. */
export function refusals(graph: EditableGraph, operations: EditOperationInput[], options: Partial<EditOptions> = {}): string[] {
  const outcome = applyEdit(graph, operations, { ...NO_OPTIONS, ...options });
  return outcome.ok ? [] : outcome.issues.map(({ path }) => path);
}
