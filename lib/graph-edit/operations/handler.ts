import type { EditOperationInput } from '@/lib/contracts/edit';
import type { Workspace } from '../workspace';

export type OperationOf<Op extends EditOperationInput['op']> = Extract<EditOperationInput, { op: Op }>;

/** Carries an operation out, or leaves issues below `path` (the graph is then worth nothing any more). */
export type Handler<Op extends EditOperationInput['op']> = (work: Workspace, operation: OperationOf<Op>, path: string) => void;

/** One key or several, as a list, and the path of each. */
export function keysAt(value: string | readonly string[], path: string): { keys: readonly string[]; pathOf: (index: number) => string } {
  return typeof value === 'string' ? { keys: [value], pathOf: () => path } : { keys: value, pathOf: (index) => `${path}.${index}` };
}
