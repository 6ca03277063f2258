import type { EditableGraph, EditableTask, EditOperationInput } from '@/lib/contracts/edit';
import { applyEdit } from '@/lib/graph-edit/apply-edit';
import { rebase } from '@/lib/graph-edit/rebase';
import { ms, percentile } from './stats';

const WIDTH = 25;
const ROUNDS = 40;
const STAGED = 100;
const OPTIONS = { cancelRunning: [], rerunInvalidated: false };

/** A run a third through: ranks of 25, each task behind three of the rank before, and every other prompt names a value from far above. */
function graphOf(nodes: number): EditableGraph {
  const outputs = { type: 'object', properties: { value: { type: 'string' } } };
  const tasks = Array.from({ length: nodes }, (_, at): EditableTask => {
    const above = Math.floor(at / WIDTH - 1) * WIDTH;
    const behind = above < 0 ? [] : [0, 7, 13].map((step) => above + ((at * 3 + step) % WIDTH));
    const source = behind[0] === undefined ? undefined : at % 2 ? behind[0] : at % WIDTH === 0 ? 0 : undefined;
    const done = at < nodes / 3;
    return {
      ...{ key: `n${at}`, title: `Task ${at}`, role: 'tech_lead', kind: 'agent', phase: null, artifactType: null, tier: 'standard' },
      ...{
        prompt: source === undefined ? 'Do it.' : `Go on from {{tasks.n${source}.outputs.value}}.`,
        maxAttempts: 3,
        timeoutSeconds: 900,
      },
      ...{ priority: 0, sideEffects: 'none', outputs, gate: null, branch: null, dependsOn: [...new Set(behind)].map((one) => `n${one}`) },
      ...{ status: done ? 'SUCCEEDED' : 'PENDING', waitingFor: null, started: done, invalidated: false, resolved: false, chosen: null },
    };
  });
  return { version: 1, tasks };
}

const task = (key: string, dependsOn: string[] = []) => ({ key, dependsOn, role: 'tech_lead' as const, prompt: 'Do it.' });

/** One of each kind, somewhere below what is done; `round` moves the place. */
function operationsAt(nodes: number, round: number): EditOperationInput[] {
  const low = Math.floor(nodes / 3) + WIDTH * 2 + ((round * 37) % Math.floor(nodes / 2));
  const [at, below, far] = [`n${low}`, `n${low + WIDTH}`, `n${nodes - 1 - (round % WIDTH)}`];
  return [
    { op: 'addTask', task: task('x', [at]) },
    { op: 'updateTask', key: at, changes: { title: 'New' } },
    { op: 'removeTask', key: far },
    { op: 'addDependency', from: at, to: far },
    { op: 'removeDependency', from: `n${Math.floor(low / WIDTH - 1) * WIDTH + ((low * 3 + 7) % WIDTH)}`, to: at },
    { op: 'createBranch', key: 'x', condition: 'true', after: at, ifTrue: [below], ifFalse: [far] },
    { op: 'insertGate', key: 'x', after: at, gateType: 'human' },
    { op: 'addParallelPath', after: at, tasks: [task('x'), task('y')], before: far },
  ];
}

function timed(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

/** What the editor computes on one thread between a person's gesture and the new picture: the whole graph, and what becomes of every task. */
export function measureEditStaging(): string[] {
  return [1_000, 5_000].flatMap((nodes) => {
    const graph = graphOf(nodes);
    const byOp = new Map<string, number[]>();
    let refused = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const operation of operationsAt(nodes, round)) {
        const timesMs = byOp.get(operation.op) ?? [];
        timesMs.push(timed(() => (refused += applyEdit(graph, [operation], OPTIONS).ok ? 0 : 1)));
        byOp.set(operation.op, timesMs);
      }
    }
    const all = [...byOp.values()].flat();
    const slowest = [...byOp].map(([op, timesMs]) => ({ op, p50: percentile(timesMs, 0.5) })).sort((a, b) => b.p50 - a.p50)[0];
    const mine = Array.from({ length: STAGED }, (_, at): EditOperationInput => ({ op: 'addTask', task: task(`m${at}`, [`n${at}`]) }));
    const theirs = applyEdit(graph, [{ op: 'removeTask', key: `n${nodes - 1}` }], OPTIONS);
    const rebaseMs = timed(() => theirs.ok && rebase({ base: graph, theirs: theirs.result.graph, mine, options: OPTIONS }));
    const staged = `staging one operation on ${nodes} tasks`;
    return [
      `${staged}  p50 ${ms(percentile(all, 0.5))}, max ${ms(Math.max(...all))} of ${all.length} (${refused} refused); slowest kind ${slowest?.op} p50 ${ms(slowest?.p50 ?? Number.NaN)}`,
      `rebasing ${STAGED} staged operations on ${nodes} tasks  ${ms(rebaseMs)}`,
    ];
  });
}
