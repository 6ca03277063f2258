import { formatMoney } from '@/lib/format/money';
import { waitWords } from './prepare-bars';
import { stepAt, type TimelineModel } from './timeline-model';

const RUN: Record<string, string> = {
  'run.created': 'Run created',
  'run.planned': 'Plan ready',
  'run.replanned': 'Plan edited',
  'run.resumed': 'Run resumed',
  'run.cancelled': 'Run cancelled',
  'run.succeeded': 'Run succeeded',
  'run.failed': 'Run failed',
  'run.revived': 'Run goes on',
  'run.forked': 'Run begins as a fork',
};

/** What an event of the run itself says. */
export function runWords(type: string, note: string | null): string {
  if (type === 'run.paused')
    return note === 'budget'
      ? 'Run paused: budget'
      : note === 'budget_forecast'
        ? 'Run paused: expected to cost more than its budget'
        : note === 'plan_review'
          ? 'Run paused: plan review'
          : 'Run paused';
  if (type === 'run.rewound') return `Run rewound to event ${note}`;
  if (type === 'run.edited') return note === null ? 'Graph edited' : `Edit ${note} undone`;
  if (type === 'run.budget_changed') return note === null ? 'Budget removed' : `Budget set to ${formatMoney(Number(note))}`;
  return RUN[type] ?? type;
}

const TASK: Record<string, string> = {
  'task.succeeded': 'succeeded',
  'task.turn': 'finished a turn',
  'task.released': 'gave its place back',
  'task.resumed': 'can go on',
  'task.replayed': 'is replayed',
  'task.resolved': 'set aside by a person',
  'task.hold_decided': 'decided by a person',
  'task.decided': 'a call was decided',
  'task.postponed': 'put off by the rate limit',
  'artifact.written': 'wrote an artifact',
  'escalation.opened': 'asks a person',
  'escalation.decided': 'was decided by a person',
  'edit.proposed': 'proposes an edit',
  'edit.decided': 'had its edit decided',
};

/** What happened at an event, in a few words. */
export function eventWords(model: TimelineModel, seq: number): string {
  const type = model.types[seq - 1] ?? '';
  const mark = model.marks.find((one) => one.seq === seq);
  if (type.startsWith('run.')) return runWords(type, mark?.note ?? null);
  const row = model.rows[model.eventRows[seq - 1] ?? -1];
  if (!row) return TASK[type] ?? type;
  const step = stepAt(row, seq);
  const fault = step?.fault ? `: ${step.fault}` : '';
  if (mark && type === 'task.succeeded') return `${row.title} decided: ${mark.note === 'true' ? 'yes' : 'no'}`;
  if (mark && type === 'task.sent_back') return `${row.title} sent the work back, round ${mark.note}`;
  if (type === 'task.started') return `${row.title} started${(step?.attempt ?? 1) > 1 ? ` attempt ${step?.attempt}` : ''}`;
  if (type === 'task.failed') return `${row.title} failed${fault}`;
  if (type === 'task.retry_scheduled') return `${row.title} failed${fault}, tries again`;
  if (type === 'task.waiting') return `${row.title} ${waitWords(step?.why ?? null)}`;
  return `${row.title} ${TASK[type] ?? type}`;
}
