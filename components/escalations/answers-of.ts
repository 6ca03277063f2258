import type { EscalationView } from '@/lib/contracts/escalation';
import type { RunDetail } from '@/lib/contracts/run';
import { plural } from '@/lib/format/count';
import { pathSize } from './path-size';

/** What each answer does, in the words of its button. */
export interface Answers {
  approve: string;
  reject: string;
  isBranch: boolean;
}

export function answersOf(run: Pick<RunDetail, 'tasks'>, { taskKey }: Pick<EscalationView, 'taskKey'>): Answers {
  const task = run.tasks.find((one) => one.key === taskKey);
  if (task?.kind !== 'branch') return { approve: 'Approve', reject: 'Reject', isBranch: false };
  const words = (way: boolean) => plural(pathSize(run.tasks, task.key, way), 'task');
  return { approve: `Take the true path: ${words(true)}`, reject: `Take the false path: ${words(false)}`, isBranch: true };
}
