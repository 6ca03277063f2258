import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import { ROLES, TIERS } from '@/lib/contracts/task';
import type { MeanRow } from '@/server/core/forecast/expect-task';
import { forecastOf } from '@/server/core/forecast/forecast-edit';
import { median, ms } from './stats';

const WIDTH = 25;
const LIMIT_MS = 20;

/** As agents plan: ranks of about 25; every tenth task is a branch over two of the rank below it. */
function graphOf(nodes: number): EditableGraph {
  const tasks = Array.from({ length: nodes }, (_, at): EditableTask => {
    const above = Math.floor(at / WIDTH - 1) * WIDTH;
    const behind = above < 0 ? [] : [0, 7, 13].map((step) => above + ((at * 3 + step) % WIDTH));
    const ways = [`n${at + WIDTH}`, `n${at + WIDTH + 1}`];
    const isBranch = at % 10 === 0;
    return {
      ...{ key: `n${at}`, title: '', role: ROLES[at % ROLES.length] ?? '', tier: TIERS[at % TIERS.length] ?? 'standard', prompt: '' },
      ...{
        kind: isBranch ? 'branch' : 'agent',
        branch: isBranch ? { condition: 'true', ifTrue: ways.slice(0, 1), ifFalse: ways.slice(1) } : null,
      },
      ...{
        phase: null,
        artifactType: null,
        maxAttempts: 3,
        timeoutSeconds: 600,
        priority: 0,
        sideEffects: 'none',
        outputs: null,
        gate: null,
      },
      dependsOn: [...new Set(behind)].map((node) => `n${node}`),
      ...{
        status: at < nodes / 3 ? 'SUCCEEDED' : 'PENDING',
        started: at < nodes / 3,
        waitingFor: null,
        invalidated: false,
        resolved: false,
        chosen: null,
      },
    };
  });
  return { version: 1, tasks };
}

/** What a dry run asks of the forecast: both sides of an edit, with branches that have not decided. */
export function measureForecast(): string[] {
  const means = ROLES.flatMap((role) => TIERS.map((tier): MeanRow => ({ role, tier, kind: 'agent', count: 9, costUsd: 0.1, seconds: 30 })));
  return [1_000, 5_000].map((nodes) => {
    // As they come: out of rows and requests.
    const [before, after] = JSON.parse(JSON.stringify([graphOf(nodes), graphOf(nodes)])) as [EditableGraph, EditableGraph];
    const timesMs = Array.from({ length: 15 }, () => {
      const from = performance.now();
      forecastOf(before, after, means);
      return performance.now() - from;
    });
    const taken = median(timesMs);
    return `forecast of ${nodes} tasks  ${ms(taken)}${taken > LIMIT_MS ? `  OVER ${LIMIT_MS} ms` : ''}`;
  });
}
