import fc from 'fast-check';
import type { EditableGraph, EditableTask, EditOperationInput } from '@/lib/contracts/edit';
import { GATE_TYPES, type TaskStatus } from '@/lib/contracts/task';
import { edgeVerdict } from '@/lib/graph/edges';
import { edgesInto } from '@/lib/graph/edges-into';
import { editable } from './editable';

/** Numbers to choose by; what they choose among depends on the graph at that moment. */
type Dice = readonly number[];
const OUTPUTS = { type: 'object' as const, properties: { n: { type: 'number' } } };
const dice = fc.array(fc.nat(999), { minLength: 6, maxLength: 6 });

export const anyGraph: fc.Arbitrary<EditableGraph> = fc.array(dice, { minLength: 1, maxLength: 14 }).map(worldOf);
export const anySteps: fc.Arbitrary<Dice[]> = fc.array(dice, { minLength: 1, maxLength: 8 });

const pick = <T>(values: readonly T[], number: number | undefined): T | undefined => values[(number ?? 0) % Math.max(values.length, 1)];

/** A run in the middle: each task as far as what it waits for lets it be. */
function worldOf(rolls: readonly Dice[]): EditableGraph {
  const tasks = new Map<string, EditableTask>();
  for (const [index, [a = 0, b = 0, c = 0, d = 0]] of rolls.entries()) {
    const keys = [...tasks.keys()];
    const waits = [...new Set([a, b, c].slice(0, d % 4).flatMap((number) => pick(keys, number) ?? []))];
    const key = `t${index}`;
    const isBranch = a % 4 === 0;
    const branch = isBranch ? { condition: 'true', ifTrue: [], ifFalse: [] } : null;
    const source = namedBy(tasks, waits, c + d);
    const prompt = source ? `Use {{tasks.${source}.outputs.n}}.` : 'Do it.';
    tasks.set(key, editable(key, waits, { kind: isBranch ? 'branch' : 'agent', branch, prompt, outputs: OUTPUTS }));
    for (const [place, from] of waits.entries()) {
      const way = (['ifTrue', 'ifFalse', null] as const)[((b + place) % 6) % 3];
      const ways = tasks.get(from)?.branch;
      if (way && ways) ways[way].push(key);
    }
  }
  for (const [index, [, , , d = 0, e = 0, f = 0]] of rolls.entries()) {
    const task = tasks.get(`t${index}`);
    if (task) Object.assign(task, progressOf(tasks, task, d + e, f));
  }
  return { version: 1, tasks: [...tasks.values()] };
}

/** A task some steps above, whose value a prompt names; often none. */
function namedBy(tasks: ReadonlyMap<string, EditableTask>, waits: readonly string[], number: number): string | undefined {
  let source = number % 2 ? undefined : pick(waits, number);
  for (let steps = number % 5; source && steps > 0; steps -= 1) source = pick(tasks.get(source)?.dependsOn ?? [], number) ?? source;
  // What a branch hands on has names of its own.
  return source && tasks.get(source)?.kind === 'agent' ? source : undefined;
}

function progressOf(tasks: ReadonlyMap<string, EditableTask>, task: EditableTask, a: number, b: number): Partial<EditableTask> {
  const verdict = edgeVerdict(edgesInto(tasks, task.key, task));
  const isOld = verdict === 'PENDING' && a % 7 === 0;
  if (verdict !== 'READY' && !isOld) return { status: verdict };
  const states: TaskStatus[] = isOld
    ? ['SUCCEEDED', 'RUNNING']
    : ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'READY', 'RUNNING', 'WAITING', 'FAILED', 'SKIPPED'];
  const status = pick(states, a) ?? 'READY';
  const isPaid = b % 11 === 0;
  return {
    status,
    started: ['SUCCEEDED', 'RUNNING', 'FAILED'].includes(status) || b % 2 === 0,
    resolved: status === 'SKIPPED',
    invalidated: isOld,
    chosen: task.branch && status === 'SUCCEEDED' ? b % 2 === 0 : null,
    sideEffects: isPaid ? 'irreversible' : 'none',
    waitingFor: status === 'WAITING' ? (isPaid ? 'irreversible' : 'retry') : null,
  };
}

type Make = (keys: readonly string[], dice: Dice, fresh: string) => EditOperationInput;

const task = (key: string, dependsOn: string[]) => ({ key, dependsOn, role: 'tech_lead' as const, prompt: 'Do it.', outputs: OUTPUTS });
const some = (keys: readonly string[], numbers: Dice): string[] => [...new Set(numbers.flatMap((number) => pick(keys, number) ?? []))];

const MAKERS: { [Op in EditOperationInput['op']]: Make } = {
  addTask: (keys, [, a = 0, b = 0, c = 0], fresh) => ({ op: 'addTask', task: task(fresh, some(keys, [a, b].slice(0, c % 3))) }),
  updateTask: (keys, [, a, b = 0, c]) => {
    const changes = [
      { title: `${b}` },
      { tier: 'premium' as const },
      { prompt: `{{tasks.${pick(keys, c)}.outputs.n}}` },
      { outputs: null },
    ];
    return { op: 'updateTask', key: pick(keys, a) ?? 'none', changes: pick<object>(changes, b) ?? {} };
  },
  removeTask: (keys, [, a]) => ({ op: 'removeTask', key: pick(keys, a) ?? 'none' }),
  addDependency: (keys, [, a, b]) => ({ op: 'addDependency', from: pick(keys, a) ?? 'none', to: pick(keys, b) ?? 'none' }),
  removeDependency: (keys, [, a, b]) => ({ op: 'removeDependency', from: pick(keys, a) ?? 'none', to: pick(keys, b) ?? 'none' }),
  createBranch: (keys, [, a = 0, b = 0, c = 0], fresh) => {
    return { op: 'createBranch', key: fresh, condition: 'true', after: some(keys, [a]), ifTrue: some(keys, [b]), ifFalse: some(keys, [c]) };
  },
  insertGate: (keys, [, a = 0, b = 0, c = 0], fresh) => {
    const gateType = pick(GATE_TYPES, c) ?? 'human';
    return {
      op: 'insertGate',
      key: fresh,
      after: some(keys, [a, b].slice(0, 1 + (c % 2))),
      gateType,
      criteria: 'Good.',
      condition: 'true',
    };
  },
  addParallelPath: (keys, [, a = 0, b = 0, c = 0], fresh) => {
    const tasks = [task(fresh, []), task(`${fresh}b`, c % 2 ? [fresh] : [])];
    return { op: 'addParallelPath', after: some(keys, [a]), tasks, ...(c % 3 ? { before: some(keys, [b]) } : {}) };
  },
};
const OPS = Object.keys(MAKERS) as EditOperationInput['op'][];

/** An operation on what the graph is; many are impossible, and have to be refused. */
export function operationOf(graph: EditableGraph, roll: Dice, fresh: string): EditOperationInput {
  const keys = graph.tasks.map(({ key }) => key);
  const make = MAKERS[pick(OPS, roll[0]) ?? 'addTask'];
  // Every other edge is one that is there, or there would hardly ever be one to cut.
  const edges = graph.tasks.flatMap(({ key, dependsOn }) => dependsOn.map((from) => ({ from, to: key })));
  const operation = make(keys, roll, fresh);
  return operation.op === 'removeDependency' && (roll[4] ?? 0) % 2 === 0 ? { ...operation, ...pick(edges, roll[1]) } : operation;
}
