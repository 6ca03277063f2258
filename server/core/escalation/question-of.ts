import type { EscalationPriority, EscalationType } from '@/lib/contracts/escalation';
import type { Finding, GateDraft, GateType } from '@/lib/contracts/task';
import type { Ruling } from '../ports/task-runner';

/** A gate or branch that can come to nothing without a person. */
export interface Asker {
  title: string;
  gate: GateDraft | null;
  branch: { condition: string } | null;
  /** How often a gate has sent its findings back. */
  rounds: number;
}

export interface Question {
  type: EscalationType;
  priority: EscalationPriority;
  title: string;
  description: string;
  context: Record<string, unknown>;
}

const REVIEW: Record<GateType, string> = {
  code_review: 'Code review',
  security_review: 'Security review',
  tests: 'Test gate',
  custom: 'Quality gate',
  expression: 'Condition',
  human: 'Approval',
};

/** What a person is asked, and with which evidence. */
export function questionOf(task: Asker, ruling: Extract<Ruling, { kind: 'undecided' }>): Question {
  const { judgement, missing, reason } = ruling;
  const findings = judgement?.findings ?? [];
  const condition = judgement?.condition ?? task.gate?.condition ?? task.branch?.condition ?? null;
  const unclear = { reason, ...(condition === null ? {} : { condition }), missing, evidence: judgement?.evidence ?? {} };
  if (!task.gate) {
    const title = `Which way goes “${task.title}”?`;
    return { type: 'ambiguous_requirement', priority: 'MEDIUM', title, description: reason, context: unclear };
  }
  const gateResult = {
    type: task.gate.type,
    // A person's gate has no verdict before the person's.
    verdict: judgement ? (judgement.result ? 'pass' : 'fail') : null,
    findings,
    criteria: task.gate.criteria ?? null,
    condition,
    evidence: judgement?.evidence ?? {},
    rounds: task.rounds,
  };
  if (missing !== null) {
    const title = `${REVIEW[task.gate.type]} “${task.title}” could not be evaluated`;
    return { type: 'ambiguous_requirement', priority: 'MEDIUM', title, description: reason, context: { ...unclear, gateResult } };
  }
  const title = `${REVIEW[task.gate.type]} “${task.title}” waits for your decision`;
  return { type: 'gate_approval', priority: priorityOf(findings), title, description: reason, context: { gateResult } };
}

function priorityOf(findings: readonly Finding[]): EscalationPriority {
  if (findings.some(({ severity }) => severity === 'critical')) return 'CRITICAL';
  return findings.some(({ severity }) => severity === 'major') ? 'HIGH' : 'MEDIUM';
}
