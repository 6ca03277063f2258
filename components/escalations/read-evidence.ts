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
  budget: { spentUsd: number; limitUsd: number; askedUsd: number; restUsd: number | null; tasksToCome: number | null } | null;
  /** What failed, in its own words. */
  failure: { code: string | null; message: string; letterHref: string | null } | null;
  /** What an agent asks, with the answers that it thinks of. */
  question: { text: string; options: string[] } | null;
  /** What no part of the page knows, as it was given. */
  others: { name: string; value: string }[];
}

/** What is drawn by itself, or says nothing to a person. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['gateResult', 'criteria', 'condition', 'missing', 'evidence', 'artifacts', 'artifact', 'findings', 'ifTrue', 'ifFalse', 'reason'],
  ...['currentSpend', 'requestedAmount', 'budgetLimit', 'expectedRest', 'tasksToCome', 'failure', 'deadLetterId', 'question'],
  ...['options', 'gateType', 'toolCallId', 'callId', 'index', 'artifactId', 'artifactName', 'artifactVersion', 'fingerprint', 'replays'],
  'call',
]);

const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;

/** The context is JSON that the engine wrote: read with care all the same, for it may come out of an older version. */
export function readEvidence({ context }: Pick<EscalationView, 'context'>): Evidence {
  const gate = recordOf(context.gateResult);
  return {
    findings: [...listOf(gate.findings), ...listOf(context.findings)]
      .flatMap(findingOf)
      .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    criteria: textOf(context.criteria) ?? textOf(gate.criteria),
    condition: textOf(context.condition) ?? textOf(gate.condition),
    missing: textOf(context.missing),
    values: Object.entries(recordOf(context.evidence ?? gate.evidence)).map(([name, value]) => ({ name, value: shown(value) })),
    artifacts: [...listOf(context.artifacts), ...listOf(namedArtifact(context))].flatMap((one) => {
      const { id, name, version, taskKey } = recordOf(one);
      return typeof id === 'string' && typeof name === 'string'
        ? [{ id, name, version: Number(version ?? 1), taskKey: textOf(taskKey) }]
        : [];
    }),
    budget: budgetOf(context),
    failure: failureOf(context),
    question: questionOf(context),
    others: Object.entries(context).flatMap(([name, value]) => (KNOWN.has(name) ? [] : [{ name, value: readable(value) }])),
  };
}

/** One that is named beside the others, or by its parts. */
function namedArtifact({ artifact, artifactId, artifactName, artifactVersion }: Record<string, unknown>): unknown[] {
  if (artifact) return [artifact];
  return typeof artifactId === 'string' ? [{ id: artifactId, name: artifactName ?? 'artifact', version: artifactVersion }] : [];
}

function budgetOf({ currentSpend, requestedAmount, budgetLimit, expectedRest, tasksToCome }: Record<string, unknown>): Evidence['budget'] {
  const [spentUsd, askedUsd, limitUsd] = [numberOf(currentSpend), numberOf(requestedAmount), numberOf(budgetLimit)];
  if (spentUsd === null || askedUsd === null || limitUsd === null) return null;
  return { spentUsd, askedUsd, limitUsd, restUsd: numberOf(expectedRest), tasksToCome: numberOf(tasksToCome) };
}

function failureOf(context: Record<string, unknown>): Evidence['failure'] {
  const { code, message } = recordOf(context.failure);
  if (typeof message !== 'string') return null;
  const [letter, fingerprint] = [textOf(context.deadLetterId), textOf(context.fingerprint)];
  const letterHref = letter && fingerprint ? `/dead-letters/${encodeURIComponent(fingerprint)}?letter=${letter}` : null;
  return { code: textOf(code), message, letterHref };
}

function questionOf({ question, options }: Record<string, unknown>): Evidence['question'] {
  if (typeof question !== 'string' || question === '') return null;
  return { text: question, options: listOf(options).flatMap((one) => (typeof one === 'string' ? [one] : [])) };
}

/** Of a gate; or of a search for secrets, which names a rule and a line. */
function findingOf(value: unknown): Finding[] {
  const { severity, message, place, suggestion, rule, kind, line, name } = recordOf(value);
  if (severity === undefined && typeof rule === 'string') {
    const place = typeof line === 'number' ? (textOf(name) ? `${textOf(name)}:${line}` : `line ${line}`) : null;
    return [{ severity: 'critical', message: textOf(message) ?? textOf(kind) ?? rule, place, suggestion: null }];
  }
  const known = SEVERITIES.find((one) => one === severity);
  return known && typeof message === 'string' ? [{ severity: known, message, place: textOf(place), suggestion: textOf(suggestion) }] : [];
}

/** Words as they are, the rest as JSON. */
const readable = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 1));
const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const shown = (value: unknown): string => (value === undefined ? 'not there' : JSON.stringify(value));
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const recordOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
