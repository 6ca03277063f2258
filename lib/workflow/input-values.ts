import { MAX_VALUE_LENGTH, type WorkflowInput } from '@/lib/contracts/workflow';
import { unstorableFault } from '@/lib/unstorable';

/** What is wrong with a value for an input; null where nothing is. Documents are looked at more closely where they are read. */
export function valueIssue(input: Pick<WorkflowInput, 'type' | 'choices'>, value: unknown): string | null {
  switch (input.type) {
    case 'text':
      return typeof value === 'string' ? textIssue(value) : 'must be text';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'must be a number';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'choice':
      return typeof value === 'string' && input.choices?.includes(value) ? null : `must be one of: ${(input.choices ?? []).join(', ')}`;
    case 'document':
      return typeof value === 'string' || isRecord(value) ? null : 'must be a document: its text, or { name, content }';
  }
}

function textIssue(value: string): string | null {
  const fault = unstorableFault(value);
  if (fault !== null) return fault;
  return value.length > MAX_VALUE_LENGTH ? `is over ${MAX_VALUE_LENGTH.toLocaleString('en-US')} characters; give it as a document` : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
