import type { ConditionName } from '@/lib/condition/types';
import type { PastValue } from './preview-words';

const NAMES: ConditionName[] = [];

export function useConditionNames(_after: readonly string[]): readonly ConditionName[] {
  return NAMES;
}

export function usePastValues(_condition: string, _after: readonly string[]): { values: readonly PastValue[]; failed: string | null } {
  return { values: [], failed: null };
}
