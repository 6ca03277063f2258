import type { DefaultDecision, EscalationPriority, EscalationType } from '@/lib/contracts/escalation';
import { DEFAULT_DECISION } from '@/lib/contracts/escalation';
import type { Judgement } from '@/lib/contracts/event';
import type { Failure, GateDraft } from '@/lib/contracts/task';
import { assertNever } from '@/lib/errors';
import { decideGate, decideUndecided, type Neighbourhood, type SendBack } from '../gate/decide-gate';
import type { Ruling } from '../ports/task-runner';

/** A task that has judged, as the rules look at it. */
export interface Judge {
  key: string;
  title: string;
  kind: 'gate' | 'branch';
  gate: GateDraft | null;
  branch: { condition: string; ifTrue: string[]; ifFalse: string[] } | null;
  /** How often it has sent its findings back. */
  rounds: number;
}

/** What a person is asked, as the list of escalations shows it. */
export interface Question {
  type: EscalationType;
  priority: EscalationPriority;
  title: string;
  description: string;
  context: Record<string, unknown>;
  defaultDecision: DefaultDecision;
}

/** What becomes of a gate or branch. */
export type RulingStep =
  /** A branch has chosen, a gate opens: SUCCEEDED, and its dependents go on or fall. */
  | { kind: 'settled'; judgement: Judgement }
  /** A gate that does not open: its authors revise. Or one whose judgement came too late: it judges what is there then. */
  | { kind: 'sent_back'; judgement: Judgement; decision: SendBack }
  /** WAITING until a person has decided. */
  | { kind: 'waits'; judgement: Judgement | null; question: Question }
  /** A gate that a person keeps shut: FAILED for good, with a dead letter. */
  | { kind: 'refused'; judgement: Judgement; failure: Failure };

/** Of what an execution came to. `around` is what a gate's judgement may move. */
export function stepAfterRuling(judge: Judge, ruling: Ruling, around: { node: number; tasks: Neighbourhood } | null): RulingStep {
  if (around) return stepOfGate(judge, ruling, around);
  if (ruling.kind === 'decided') return { kind: 'settled', judgement: ruling.judgement };
  return { kind: 'waits', judgement: ruling.judgement, question: undecidedQuestion(judge, ruling) };
}

function stepOfGate(judge: Judge, ruling: Ruling, { node, tasks }: { node: number; tasks: Neighbourhood }): RulingStep {
  const judgement = ruling.judgement ?? unjudged(judge, ruling.kind === 'undecided' ? ruling.evidence : undefined);
  const decision = ruling.kind === 'decided' ? decideGate(tasks, node, judgement) : decideUndecided(tasks, node, judgement);
  switch (decision.kind) {
    case 'open':
      return { kind: 'settled', judgement };
    case 'send_back':
      return { kind: 'sent_back', judgement, decision };
    case 'ask':
      if (ruling.kind === 'undecided') return { kind: 'waits', judgement: ruling.judgement, question: undecidedQuestion(judge, ruling) };
      return { kind: 'waits', judgement, question: gateQuestion(judge, judgement, decision.reason) };
    default:
      return assertNever(decision);
  }
}

const unjudged = (judge: Judge, evidence: Record<string, unknown> = {}): Judgement => ({
  ...{ result: false, by: 'expression', condition: judge.gate?.condition ?? null, evidence, findings: [] },
});

/** Of a word about one that waits: it opens a gate and is the way of a branch. `note` is part of a refusal's cause; null `by`: time has run out. */
export function stepAfterWord(judge: Judge, judgement: Judgement, { by, note }: { by: string | null; note: string | null }): RulingStep {
  if (judge.kind === 'branch' || judgement.result) return { kind: 'settled', judgement };
  return {
    kind: 'refused',
    judgement,
    failure: gateRejected(by === null ? 'Nobody has approved it in time' : 'A person rejected it', note),
  };
}

const gateRejected = (what: string, note: string | null): Failure => ({
  code: 'gate_rejected',
  message: note ? `${what}: ${note}` : `${what}.`,
  httpStatus: null,
  place: 'gate',
  permanent: true,
  stack: null,
});

/** A gate of a person always asks; another only when its condition could not be evaluated. */
function undecidedQuestion(judge: Judge, ruling: Extract<Ruling, { kind: 'undecided' }>): Question {
  if (judge.gate?.type === 'human') return gateQuestion(judge, ruling.judgement, null);
  const condition = judge.branch?.condition ?? judge.gate?.condition ?? null;
  const { reason, missing, judgement } = ruling;
  const context = {
    ...{ condition, missing, reason, evidence: ruling.evidence ?? judgement?.evidence ?? {} },
    ...(judge.branch ? { ifTrue: judge.branch.ifTrue, ifFalse: judge.branch.ifFalse } : {}),
    ...(judgement ? { gateResult: gateResult(judge, judgement) } : {}),
  };
  const what = judge.branch
    ? `Approve: the condition counts as true (${waysWords(judge.branch.ifTrue)}). Reject: as false (${waysWords(judge.branch.ifFalse)}).`
    : 'Approve: the gate opens. Reject: it does not.';
  const type = 'ambiguous_requirement';
  return {
    ...{ type, priority: 'MEDIUM', context, defaultDecision: DEFAULT_DECISION[type] },
    title: `${judge.title}: the condition cannot be decided`,
    description: `${condition ?? ''}\n${reason}. ${what}`,
  };
}

/** `reason`: why a person has to decide. */
function gateQuestion(judge: Judge, judgement: Judgement | null, reason: string | null): Question {
  const { criteria = null } = judge.gate ?? {};
  const findings = judgement?.findings.length ?? 0;
  const critical = judgement?.findings.some(({ severity }) => severity === 'critical') ?? false;
  const rounds = judge.rounds === 0 ? '' : judge.rounds === 1 ? ' after 1 revision' : ` after ${judge.rounds} revisions`;
  const found = judgement
    ? `It did not open${rounds}: ${findings === 1 ? '1 finding' : `${findings} findings`}.`
    : 'It waits for a person.';
  const type = 'gate_approval';
  return {
    ...{ type, priority: critical ? 'HIGH' : 'MEDIUM', defaultDecision: DEFAULT_DECISION[type] },
    title: judgement ? `${judge.title} did not open` : `${judge.title} waits for approval`,
    description: [found, reason, criteria, 'Approve: it opens. Reject: the task fails, and what waits for it does not go on.']
      .filter(Boolean)
      .join('\n'),
    context: { criteria, gateResult: gateResult(judge, judgement) },
  };
}

function gateResult({ gate, rounds }: Judge, judgement: Judgement | null): Record<string, unknown> {
  return {
    ...{ type: gate?.type ?? null, verdict: judgement ? (judgement.result ? 'pass' : 'fail') : null },
    ...{ findings: judgement?.findings ?? [], condition: judgement?.condition ?? gate?.condition ?? null },
    ...{ evidence: judgement?.evidence ?? {}, rounds },
  };
}

const waysWords = (keys: readonly string[]): string => (keys.length > 0 ? keys.slice(0, 5).join(', ') : 'nothing follows');

/** As it is kept for the conditions and prompts of later tasks. */
export function outputsOf(judge: Judge, judgement: Judgement): Record<string, unknown> {
  const verdict = judge.kind === 'gate' ? { verdict: judgement.result ? 'pass' : 'fail' } : {};
  return { ...judgement, ...verdict };
}
