import type { Judgement } from '@/lib/contracts/event';
import { AppError } from '@/lib/errors';
import type { LadderPolicy } from '@/server/core/escalation/policy';
import { stepAfterWord } from '@/server/core/ruling/decide-ruling';
import type { RunHead } from '@/server/core/run/head';
import type { Tx } from '@/server/infra/db/tx';
import { readJudge } from '@/server/repositories/judge-repository';
import type { WaitingTask } from './resume-task';
import { type Followed, takeStep } from './settle-ruling';

/**
 * A word about a gate or branch that waits for it. `seq` is that of the first event that follows. Under the run's gate; the caller
 * has seen that the task waits.
 */
export async function answerRuling(
  tx: Tx,
  head: RunHead,
  task: WaitingTask,
  {
    judgement,
    word,
    seq,
    now,
    policy,
  }: { judgement: Judgement; word: { by: string | null; note: string | null }; seq: number; now: Date; policy: LadderPolicy },
): Promise<Followed> {
  const judge = await readJudge(tx, head.runId, task.node);
  if (!judge) throw new AppError('conflict', 'This question is void: its task is neither a gate nor a branch any more.');
  const waiting = { ...task, status: 'WAITING' as const, workerId: null };
  return takeStep(tx, head, waiting, stepAfterWord(judge, judgement, word), { judge, seq, now, policy });
}
