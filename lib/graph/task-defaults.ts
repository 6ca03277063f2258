import type { GateType, Role, TaskDraft } from '@/lib/contracts/task';

export const DEFAULT_TIMEOUT_SECONDS = 900;

/** Who judges where nobody is named. */
const ROLE_OF_GATE: Record<GateType, Role> = {
  code_review: 'code_reviewer',
  security_review: 'security_reviewer',
  tests: 'tech_lead',
  custom: 'tech_lead',
  expression: 'tech_lead',
  human: 'tech_lead',
};

export function roleOfDraft({ role, gate }: Pick<TaskDraft, 'role' | 'gate'>): Role {
  return role ?? (gate ? ROLE_OF_GATE[gate.type] : 'project_manager');
}

/** `api_gateway` → `Api gateway`. */
export function titleOf(key: string): string {
  const words = key.replace(/[_.-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
