import type { EscalationView } from '@/lib/contracts/escalation';
import type { Finding } from '@/lib/contracts/task';

/** What a person decides on, as far as it is there. */
export interface Evidence {
  findings: Finding[];
  criteria: string | null;
  condition: string | null;
  /** What the condition could not read, in words. */
  missing: string | null;
  /** What it saw, by name. */
  values: { name: string; value: string }[];
  artifacts: { id: string; name: string; version: number; taskKey: string | null }[];
}

const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;

/** The context is JSON that the engine wrote: read with care all the same, for it may come out of an older version. */
export function readEvidence({ context }: Pick<EscalationView, 'context'>): Evidence {
  const gate = recordOf(context.gateResult);
  return {
    findings: listOf(gate.findings)
      .flatMap(findingOf)
      .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    criteria: textOf(context.criteria) ?? textOf(gate.criteria),
    condition: textOf(context.condition) ?? textOf(gate.condition),
    missing: textOf(context.missing),
    values: Object.entries(recordOf(context.evidence ?? gate.evidence)).map(([name, value]) => ({ name, value: shown(value) })),
    artifacts: listOf(context.artifacts).flatMap((one) => {
      const { id, name, version, taskKey } = recordOf(one);
      return typeof id === 'string' && typeof name === 'string'
        ? [{ id, name, version: Number(version ?? 1), taskKey: textOf(taskKey) }]
        : [];
    }),
  };
}

function findingOf(value: unknown): Finding[] {
  const { severity, message, place, suggestion } = recordOf(value);
  const known = SEVERITIES.find((one) => one === severity);
  return known && typeof message === 'string' ? [{ severity: known, message, place: textOf(place), suggestion: textOf(suggestion) }] : [];
}

const shown = (value: unknown): string => (value === undefined ? 'not there' : JSON.stringify(value));
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const recordOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
