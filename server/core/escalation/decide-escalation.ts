import type { EscalationStatus, EscalationSubject } from '@/lib/contracts/escalation';
import type { Judgement } from '@/lib/contracts/event';
import type { RunStatus } from '@/lib/contracts/run';
import { type Finding, findingSchema } from '@/lib/contracts/task';
import { AppError } from '@/lib/errors';

/** What a decision finds that came too late. `waits`: its task still waits for it. */
export function lateDecision(
  escalation: { status: EscalationStatus; subject: EscalationSubject; decidedBy: string | null },
  run: RunStatus,
  waits: boolean,
): AppError | null {
  const { status, subject, decidedBy } = escalation;
  const tell = (message: string) => new AppError('conflict', message, [], undefined, { decision: { status, decidedBy } });
  if (status === 'SUPERSEDED') return tell('This question is void: its task no longer waits for it.');
  if (status !== 'OPEN') {
    return tell(`This was already decided: ${status.toLowerCase().replaceAll('_', ' ')}${decidedBy ? ` by ${decidedBy}` : ''}.`);
  }
  // A failed run may go on yet, and what is asked of a run as a whole can be answered behind its end.
  if (run === 'CANCELLED' && subject !== 'none' && subject !== 'budget')
    return tell(`The run has ended (${run}): nothing waits for this any more.`);
  return waits ? null : tell('This question is void: its task no longer waits for it.');
}

/** A person's word as the judgement that a gate or branch comes to; what the evidence said goes with it. */
export function judgementByPerson(context: Readonly<Record<string, unknown>>, result: boolean): Judgement {
  const gate = recordOf(context.gateResult);
  const condition = context.condition ?? gate.condition;
  return {
    result,
    by: 'person',
    condition: typeof condition === 'string' ? condition : null,
    evidence: recordOf(context.evidence ?? gate.evidence),
    findings: findingsOf(gate.findings),
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function findingsOf(value: unknown): Finding[] {
  return Array.isArray(value) ? value.flatMap((one) => findingSchema.safeParse(one).data ?? []) : [];
}
