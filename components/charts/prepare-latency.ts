import type { Overview } from '@/lib/contracts/dashboard';

export interface LatencyRow {
  role: string;
  count: number;
  p50Ms: number;
  p95Ms: number;
  /** Places on a common logarithmic axis, 0 to 1: roles differ by orders of magnitude. */
  p50At: number;
  p95At: number;
}

/** Rows of the latency panel, the slowest first. */
export function prepareLatency(latency: Overview['latency']): LatencyRow[] {
  const rows = latency.filter((row) => row.p50Ms > 0);
  const low = Math.log(Math.min(...rows.map((row) => row.p50Ms)) / 1.5);
  const high = Math.log(Math.max(...rows.map((row) => row.p95Ms)) * 1.1);
  const at = (ms: number) => (Math.log(ms) - low) / (high - low);
  return rows.map((row) => ({ ...row, p50At: at(row.p50Ms), p95At: at(row.p95Ms) })).sort((a, b) => b.p95Ms - a.p95Ms);
}
