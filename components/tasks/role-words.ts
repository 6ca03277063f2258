import type { GateType, TaskView } from '@/lib/contracts/task';

const GATES: Record<GateType, string> = {
  code_review: 'code review gate',
  security_review: 'security gate',
  tests: 'tests gate',
  custom: 'gate',
  expression: 'condition gate',
  human: 'approval gate',
};

export const gateWords = (type: GateType): string => GATES[type];

/** Who does a task: its role, or what sort of gate or branch it is, which nobody may have to do. */
export function roleWords({ kind, role, gate }: Pick<TaskView, 'kind' | 'role' | 'gate'>): string {
  if (gate) return gateWords(gate.type);
  return kind === 'branch' ? 'branch' : role;
}
