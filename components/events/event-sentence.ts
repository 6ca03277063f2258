import type { EventData, EventView, RunEvent } from '@/lib/contracts/event';
import { assertNever } from '@/lib/errors';
import { formatBytes } from '@/lib/format/bytes';
import { formatCount, plural } from '@/lib/format/count';
import { formatMoney } from '@/lib/format/money';
import { knownEvent } from '@/lib/run-cache/known-event';

const RELEASE_REASONS = {
  paused: 'because the run paused',
  shutdown: 'because its worker stopped',
  worker_lost: 'because its worker was lost',
} as const;

const REVIVED_BY = {
  replay: 'a dead letter is replayed',
  resolve: 'a dead letter is resolved',
  conditions: 'there is work to do that an approval demands',
};

const DECISIONS: Record<string, (tool: string) => string> = {
  allow: (tool) => `Allowed the call of ${tool}`,
  allow_run: (tool) => `Allowed calls of ${tool} for this run`,
  refuse: (tool) => `Refused the call of ${tool}`,
  happened: (tool) => `The call of ${tool} had happened`,
  run_again: (tool) => `The call of ${tool} is to run again`,
  fail: (tool) => `The call of ${tool} counts as failed`,
};

/** An event in words for people, without the task's name (it stands beside it). Unknown types show their name. */
export function eventSentence(view: EventView): string {
  const event = knownEvent(view);
  return event ? sentence(event) : view.type;
}

function sentence(event: RunEvent): string {
  switch (event.type) {
    case 'run.created': {
      const { planner, tasks, inputs } = event.data;
      const what = planner ? 'Run created; the planner makes the graph' : `Run created with ${plural(tasks.length, 'task')}`;
      return inputs > 0 ? `${what}, ${plural(inputs, 'input')}` : what;
    }
    case 'run.planned':
      return `Plan ready: ${plural(event.data.tasks.length, 'task')}, graph version ${event.data.version}`;
    case 'run.replanned':
      return `Plan edited: ${plural(event.data.tasks.length, 'task')}, graph version ${event.data.version}`;
    case 'run.paused':
      if (event.data.reason === 'plan_review') return 'Run paused: the plan waits for a review';
      if (event.data.reason === 'budget_forecast') return 'Run paused: it is expected to cost more than its budget';
      return event.data.reason === 'budget' ? 'Run paused: the budget is used up' : withReason('Run paused', event.data.reason);
    case 'run.resumed':
      return 'Run resumed';
    case 'run.cancelled':
      return 'Run cancelled';
    case 'run.succeeded':
      return 'Run succeeded';
    case 'run.failed':
      return event.data.reason === 'tasks_failed'
        ? 'Run failed: nothing can move after the failed tasks'
        : withReason('Run failed', event.data.reason);
    case 'run.revived':
      return `Run goes on: ${REVIVED_BY[event.data.by]}`;
    case 'run.rewound':
      return `Run rewound to event ${formatCount(event.data.toSeq)}${heldWords(event.data.held.length)}`;
    case 'run.forked': {
      const done = event.data.tasks.filter((task) => task.status === 'SUCCEEDED').length;
      const from = event.data.parentRunId === null ? 'Run imported' : 'Run forked';
      return `${from} at event ${formatCount(event.data.parentSeq)}: ${plural(done, 'task')} of ${event.data.tasks.length} already done`;
    }
    case 'run.edited':
      return withReason(
        `${event.data.undoOf === null ? 'Graph edited' : `Edit ${event.data.undoOf} undone`}: graph version ${event.data.version}`,
        event.data.reason,
      );
    case 'run.budget_changed':
      return event.data.budgetUsd === null ? 'Budget removed' : `Budget set to ${formatMoney(event.data.budgetUsd)}`;
    case 'task.started':
      return event.data.attempt > 1 ? `Started attempt ${event.data.attempt}` : 'Started';
    case 'task.succeeded':
      return judgedWords(event.data) ?? 'Succeeded';
    case 'task.sent_back':
      if (event.data.authors.length === 0) return 'Judged too late: what it judged was being done anew, so it judges again';
      return `Did not open: ${plural(event.data.judgement.findings.length, 'finding')} sent back to ${plural(event.data.authors.length, 'author')} (round ${event.data.round})`;
    case 'task.failed':
      return withReason('Failed', event.data.failure.message);
    case 'task.retry_scheduled':
      return withReason(`Attempt ${event.data.attempt} failed, tries again`, event.data.failure.message);
    case 'task.postponed':
      return 'Put off: every model endpoint of its tier is at its limit. The attempt does not count';
    case 'task.released':
      return `Given back ${RELEASE_REASONS[event.data.reason]}`;
    case 'task.waiting': {
      if (event.data.for === 'decision') return 'Waits for the decision of a person';
      const tools = event.data.tools.join(', ');
      return event.data.for === 'approval'
        ? `Waits for approval to call ${tools}`
        : `Waits: it is not known whether the call of ${tools} happened`;
    }
    case 'task.resumed':
      return 'Decided: goes on where it stood';
    case 'task.replayed':
      return `Replayed out of its dead letter${event.data.changes ? ', with changes' : ''}`;
    case 'task.resolved':
      return withReason('Set aside; what waits for it goes on', event.data.notes);
    case 'task.hold_decided':
      return withReason(event.data.decision === 'run' ? 'Allowed to run again' : 'Set aside; what waits for it goes on', event.data.reason);
    case 'task.decided':
      return withReason(
        `${DECISIONS[event.data.decision]?.(event.data.tool) ?? `${event.data.tool}: ${event.data.decision}`}${event.data.amended ? ', with changed arguments' : ''}`,
        event.data.reason,
      );
    case 'escalation.opened':
      return `Escalates: ${event.data.title}`;
    case 'escalation.decided':
      return withReason(`Escalation ${event.data.status.toLowerCase().replaceAll('_', ' ')} by ${event.data.by}`, event.data.note);
    case 'escalation.moved':
      return `Escalation goes to ${TIER_WORDS[event.data.tier]}: ${event.data.because === 'deadline' ? 'nobody answered in time' : 'it was passed on'}`;
    case 'escalation.consulted':
      return withReason(`${event.data.role} was asked about an escalation (${event.data.decision})`, event.data.reason);
    case 'escalation.asked':
      return `${event.data.by} asks back: ${event.data.question}`;
    case 'escalation.answered':
      return `${event.data.by} answers: ${event.data.answer}`;
    case 'escalation.assigned':
      return assignedSentence(event.data);
    case 'escalation.snoozed':
      return event.data.until ? `${event.data.by} puts an escalation off` : `${event.data.by} takes an escalation back into the inbox`;
    case 'escalation.revoked':
      return withReason(`${event.data.by} takes an approval back`, event.data.reason);
    case 'edit.proposed':
      return withReason('An agent proposes an edit of the graph', event.data.reason);
    case 'edit.decided':
      return withReason(
        `Proposed edit ${event.data.decision}${event.data.amended ? ', changed,' : ''} by ${event.data.by}`,
        event.data.note,
      );
    case 'task.turn':
      return turnSentence(event.data);
    case 'artifact.written': {
      const { name, version, bytes } = event.data;
      return `Wrote ${name}, version ${version} (${formatBytes(bytes)})`;
    }
    default:
      return assertNever(event);
  }
}

function assignedSentence({ by, to, delegated }: EventData['escalation.assigned']): string {
  if (to === null) return `${by} gives an escalation back to everybody`;
  return delegated ? `${by} delegates an escalation to ${to}` : `${by} gives an escalation to ${to}`;
}

const TIER_WORDS = { AGENT: 'an agent', LEAD_AGENT: 'a lead', HUMAN: 'a person' } as const;

function turnSentence(data: Extract<RunEvent, { type: 'task.turn' }>['data']): string {
  const cost = data.priced ? formatMoney(data.costUsd) : 'unpriced';
  const usage = `${formatCount(data.inputTokens)} tokens in, ${formatCount(data.outputTokens)} out, ${cost}`;
  const calls = data.toolCalls.length > 0 ? `; called ${data.toolCalls.join(', ')}` : '';
  return `Turn ${data.turn}: ${usage}${calls}`;
}

const heldWords = (held: number): string => (held > 0 ? `; ${plural(held, 'task')} cannot be undone and waits for a word` : '');

const withReason = (what: string, reason: string | null): string => (reason ? `${what}: ${reason}` : what);

function judgedWords({ judgement, skipped = [] }: EventData['task.succeeded']): string | null {
  if (!judgement) return null;
  const closed = skipped.length > 0 ? `; ${plural(skipped.length, 'task')} skipped` : '';
  return `Decided: ${judgement.result ? 'yes' : 'no'}${closed}`;
}
