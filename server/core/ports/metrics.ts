import type { Outcome } from '@/lib/contracts/dashboard';
import type { TaskCounts } from '@/lib/contracts/run';
import type { GateType } from '@/lib/contracts/task';

/** What a monitoring system is told. Every label is bounded by whoever makes the snapshot. */
export interface MetricsSnapshot {
  version: string;
  /** Attempts that succeeded or failed, by role: how many lasted less than each bound (seconds), all, and their sum. */
  durations: { role: string; below: { le: number; count: number }[]; count: number; sumSeconds: number }[];
  ended: { role: string; outcome: Outcome; count: number }[];
  usage: {
    role: string;
    model: string;
    calls: number;
    unpricedCalls: number;
    inputTokens: number;
    outputTokens: number;
    costUsd: number;
  }[];
  /** Tasks that could start at once, by role. */
  queue: { role: string; depth: number }[];
  /** How long the one that has waited longest could have started. */
  oldestReadySeconds: number;
  runs: { planning: number; running: number; paused: number };
  /** Of the runs under way. */
  tasks: Omit<TaskCounts, 'total'>;
  needs: { budget: number; planReview: number; approvals: number };
  /** Open ones, and the causes that have some. */
  deadLetters: { open: number; incidents: number };
  workers: number;
  slots: number;
  /** Verdicts of the last day. */
  gates: { type: GateType; passed: number; failed: number }[];
  /** How far the counters are behind; null: nothing was counted yet. */
  lagSeconds: number | null;
}

/** Writes a snapshot in the format of a monitoring system. */
export interface MetricsExporter {
  readonly contentType: string;
  render(snapshot: MetricsSnapshot): Promise<string>;
}
