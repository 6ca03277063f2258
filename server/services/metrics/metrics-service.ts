import { toMicroUsd } from '@/lib/contracts/common';
import { slotOf } from '@/server/core/metrics/durations';
import { SPANS } from '@/server/core/metrics/windows';
import { forgetCounts, lockCountedUntil, readHorizon } from '@/server/repositories/stats-repository';
import { addCells } from './add-cells';
import { countEnded } from './count-ended';
import type { MetricsDeps } from './deps';

/** For programs that do work of their own beside the engine's. What the engine runs is counted by itself: record none of it. */
export interface MetricsService {
  /** A task of a role that succeeded and took so many seconds. */
  recordTaskDuration(role: string, seconds: number): Promise<void>;
  /** A call of a model. `costUsd` null: unknown, counted as unpriced. `role`: whose call it was. */
  recordLlmCall(model: string, inputTokens: number, outputTokens: number, costUsd: number | null, role?: string): Promise<void>;
  /** Counts what ended since the last time; the periodic job. */
  countEnded(signal: AbortSignal): Promise<void>;
  /**
   * Counts everything again, from the rows that are there: after rows were put in with times of the past (an import, a seed). What
   * retention has deleted since, and what programs recorded, is lost from the figures.
   */
  recount(signal: AbortSignal): Promise<void>;
}

export function createMetricsService(deps: MetricsDeps): MetricsService {
  const add = (cellsAt: (bucket: Date) => Parameters<typeof addCells>[2]) =>
    deps.db.transaction(async (tx) => {
      await lockCountedUntil(tx);
      const { now } = await readHorizon(tx, 0);
      const spanMs = SPANS.fine * 1000;
      await addCells(tx, deps, cellsAt(new Date(Math.floor(now.getTime() / spanMs) * spanMs)));
    });
  return {
    countEnded: (signal) => countEnded(deps, signal),
    async recount(signal) {
      await deps.db.transaction(async (tx) => {
        await lockCountedUntil(tx);
        await forgetCounts(tx);
      });
      await countEnded(deps, signal);
    },
    recordTaskDuration(role, seconds) {
      const cell = { role, outcome: 'succeeded', slot: slotOf(seconds), count: 1, duration_ms: Math.round(seconds * 1000) } as const;
      return add((bucket) => ({ tasks: [{ bucket, ...cell }], calls: [] }));
    },
    recordLlmCall(model, inputTokens, outputTokens, costUsd, role = 'unknown') {
      const usage = { input_tokens: inputTokens, output_tokens: outputTokens, cost_micro: toMicroUsd(costUsd ?? 0) };
      const cell = { role, model, calls: 1, unpriced: costUsd === null ? 1 : 0, ...usage };
      return add((bucket) => ({ tasks: [], calls: [{ bucket, ...cell }] }));
    },
  };
}
