import type { LostLease } from './check-takeovers';
import type { TrialResult } from './trial';

/** A table to read, and to put into docs/chaos.md as it is. */
export function report(result: TrialResult): string {
  const { done, findings, takeovers, probes } = result;
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'none';
  const rows: [string, string][] = [
    ['seed, duration', `${result.seed}, ${result.seconds} s`],
    ['workers killed with kill -9', String(done.kills)],
    ['workers stopped for longer than their lease, and let go on', String(done.freezes)],
    ['PostgreSQL restarted', `${done.fastRestarts} fast, ${done.immediateRestarts} immediate`],
    ['Redis stopped', result.hasRedis ? String(done.redisStops) : 'there is none on the PATH'],
    ['runs paused and resumed, cancelled', `${done.pauses}, ${done.cancels}`],
    ['endpoint', list(result.model)],
    ['runs', list(findings.runs)],
    ['tasks, events, turns, artifacts', `${findings.tasks}, ${findings.events}, ${findings.turns}, ${findings.artifacts}`],
    ['attempts', list(findings.attempts)],
    ['failures by code', list(findings.failures)],
    ['taken over from killed workers', times(takeovers.filter(({ kind, outage }) => kind === 'killed' && !outage))],
    ['taken over from stopped workers', times(takeovers.filter(({ kind, outage }) => kind === 'stopped' && !outage))],
    ['taken over across a restart of PostgreSQL', times(takeovers.filter(({ outage }) => outage))],
    ['slots at work at once in the end', `${probes.arrived} of ${probes.wanted}`],
    ['faults', String(result.faults.length)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    '',
    `| ${'what'.padEnd(width)} | figure |`,
    `| ${'-'.repeat(width)} | --- |`,
    ...rows.map(([name, figure]) => `| ${name.padEnd(width)} | ${figure} |`),
    '',
  ].join('\n');
}

function times(leases: readonly LostLease[]): string {
  const lost = leases.map(({ lostMs }) => lostMs).sort((a, b) => a - b);
  if (lost.length === 0) return 'none';
  const at = (share: number) => lost[Math.min(lost.length - 1, Math.floor(lost.length * share))];
  return `${lost.length} tasks; given back after ${at(0.5)} ms (p50), ${at(0.99)} ms (p99), ${lost.at(-1)} ms (most)`;
}
