import type { Judgement } from '@/lib/contracts/event';
import type { Finding } from '@/lib/contracts/task';
import type { GateVerdict } from './read-verdict';

/** What a condition came to: what it is, and what it saw as far as it named it. */
export interface ConditionResult {
  condition: string;
  result: boolean;
  evidence: Record<string, unknown>;
}

/** A critical finding fails the gate, whatever the verdict says; a condition that was given must hold as well. */
export function judgementOf(verdict: GateVerdict, held: ConditionResult | null): Judgement {
  const critical = verdict.findings.some(({ severity }) => severity === 'critical');
  const passed = verdict.verdict === 'pass' && !critical;
  return {
    result: passed && (held?.result ?? true),
    by: 'model',
    condition: held?.condition ?? null,
    evidence: held?.evidence ?? {},
    findings: [...verdict.findings, ...(held && !held.result ? [unmet(held)] : [])],
  };
}

/** Of a gate that is a condition alone. */
export function judgementOfExpression(held: ConditionResult): Judgement {
  const { condition, result, evidence } = held;
  return { result, by: 'expression', condition, evidence, findings: result ? [] : [unmet(held)] };
}

/** A condition that does not hold, as the author is told. */
function unmet({ condition, evidence }: ConditionResult): Finding {
  const seen = Object.entries(evidence).map(([name, value]) => `${name} is ${JSON.stringify(value) ?? 'missing'}`);
  const values = seen.length > 0 ? `: ${seen.join(', ')}` : '';
  return { severity: 'major', message: `The condition does not hold${values}.`, place: null, suggestion: `Make this hold: ${condition}` };
}
