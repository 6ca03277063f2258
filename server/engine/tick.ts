import type { RunStatus } from '@/lib/contracts/run';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import type { Tx } from '@/server/infra/db/tx';

/** Tasks (of virtual time) by which a run may be ahead of the one furthest behind and still go on with what it releases. */
export const FAIRNESS_QUANTUM = 32;

export interface Finish {
  runId: string;
  node: number;
  epoch: number;
  /** How often its head was locked by somebody else; from `MAX_DEFERRALS` on the tick waits for it. */
  deferrals: number;
}

/** Waiting in order of id is safe but slow, so it is the exception (47,900 against 14,900 tasks/s when tried). */
export const MAX_DEFERRALS = 3;

export interface HeadFact {
  runId: string;
  seq: number;
  status: RunStatus;
}

export interface TickResult {
  claimed: ClaimedTask[];
  /** Written; a finish that is neither here nor deferred lost its fence. */
  finished: { runId: string; node: number; epoch: number }[];
  deferred: { runId: string; node: number; epoch: number }[];
  heads: HeadFact[];
  /** Released and left in the queue: other workers may take them. */
  released: number;
  /** Runs with work whose head another worker held. */
  passedOver: number;
  /** The queue holds more for the slots that stayed free: one run had more than its share, others had less. */
  more: boolean;
}

interface TickRow {
  kind: 'claimed' | 'finished' | 'deferred' | 'head' | 'queue';
  run_id: string;
  node: number;
  epoch: number;
  attempt: number;
  seq: number;
  status: RunStatus;
}

const TICK = 'SELECT * FROM signalbox_tick($1, $2::uuid[], $3::int[], $4::int[], $5::boolean[], $6, $7)';

/** One commit: the batch's finishes, what they release, what this worker takes next, and the events. */
export async function tick(tx: Tx, workerId: string, finishes: readonly Finish[], freeSlots: number): Promise<TickResult> {
  const rows = await tx.query<TickRow>({
    name: 'tick',
    text: TICK,
    values: [
      workerId,
      finishes.map((finish) => finish.runId),
      finishes.map((finish) => finish.node),
      finishes.map((finish) => finish.epoch),
      finishes.map((finish) => finish.deferrals >= MAX_DEFERRALS),
      freeSlots,
      FAIRNESS_QUANTUM,
    ],
  });
  const result: TickResult = { claimed: [], finished: [], deferred: [], heads: [], released: 0, passedOver: 0, more: false };
  for (const row of rows) {
    const { run_id: runId, node, epoch, attempt } = row;
    if (row.kind === 'claimed') result.claimed.push({ runId, node, epoch, attempt });
    else if (row.kind === 'finished') result.finished.push({ runId, node, epoch });
    else if (row.kind === 'deferred') result.deferred.push({ runId, node, epoch });
    else if (row.kind === 'head') result.heads.push({ runId, seq: row.seq, status: row.status });
    else {
      result.released = node;
      result.passedOver = attempt;
      result.more = epoch === 1;
    }
  }
  return result;
}
