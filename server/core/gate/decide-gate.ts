import type { EventData, Judgement } from '@/lib/contracts/event';
import type { SIDE_EFFECTS, TaskKind, TaskStatus } from '@/lib/contracts/task';
import { edgeVerdict, type IncomingEdge } from '@/lib/graph/edges';
import { type EdgeSource, edgeFrom, edgesInto } from '@/lib/graph/edges-into';
import { worksBehind } from '../graph/works-behind';
import type { Revision } from '../task/spec';

/** How often a gate sends its findings back until a person is asked. */
export const MAX_ROUNDS = 2;

/** A task around a gate, as its rows have it. */
export interface GateNeighbour extends EdgeSource {
  node: number;
  key: string;
  kind: TaskKind;
  role: string;
  epoch: number;
  attempt: number;
  dependsOn: number[];
  sideEffects: (typeof SIDE_EFFECTS)[number];
  waitingFor: string | null;
  invalidated: boolean;
  revision: Revision | null;
  /** Whether a conversation stands from which it would go on. */
  begun: boolean;
}

/** The gate, what it judges, whatever else depends on that, and the dependencies of these. */
export type Neighbourhood = ReadonlyMap<number, GateNeighbour>;

/** A task as a decision leaves it, with its edges counted afresh. */
export interface Placed {
  node: number;
  from: TaskStatus;
  status: TaskStatus;
  epoch: number;
  /** From the first attempt on, with a fresh conversation. */
  anew: boolean;
  open: number;
  taken: number;
}

export type GateDecision =
  | { kind: 'open' }
  /** A person decides: why nobody else can, in words. */
  | { kind: 'ask'; reason: string; rounds: number }
  /** The gate judges (again) once what it judges is there; `revisions` are what its authors are told, by node. */
  | {
      kind: 'send_back';
      event: EventData['task.sent_back'];
      revisions: Map<number, Revision>;
      /** What the gate keeps for its next verdict. */
      own: Revision | null;
      placed: Placed[];
      /** Their escalations are void: they judge or choose again. */
      superseded: number[];
    };

export type SendBack = Extract<GateDecision, { kind: 'send_back' }>;

/** Of a gate that cannot judge without a person: it asks, unless what it was to judge is being done anew. */
export function decideUndecided(tasks: Neighbourhood, gateNode: number, judgement: Judgement): Exclude<GateDecision, { kind: 'open' }> {
  const gate = taskAt(tasks, gateNode);
  const round = gate.revision?.round ?? 0;
  if (isStale(tasks, gate)) return sendBack(tasks, gate, { judgement, authors: [], round });
  return { kind: 'ask', reason: '', rounds: round };
}

/** What it judged is being done anew, or has been since it began. That it is held is no reason: whoever runs goes on. */
const isStale = (tasks: Neighbourhood, gate: GateNeighbour): boolean =>
  gate.invalidated || gate.dependsOn.some((node) => edgeFrom(tasks.get(node), gate.node).state === 'OPEN');

/** What follows from the judgement of a RUNNING gate. */
export function decideGate(tasks: Neighbourhood, gateNode: number, judgement: Judgement): GateDecision {
  const gate = taskAt(tasks, gateNode);
  const rounds = gate.revision?.round ?? 0;
  const works = worksBehind(gate.dependsOn, tasks, ['gate']).map((node) => taskAt(tasks, node));
  const undone = works.filter(({ status }) => status !== 'SUCCEEDED' && status !== 'SKIPPED');
  // Its findings join those of whoever sent that back, or it looks at the new work.
  const stale = isStale(tasks, gate);
  const joins = stale && !judgement.result && undone.length > 0 && undone.every(awaitsRevision);
  if (stale && !joins) return sendBack(tasks, gate, { judgement, authors: [], round: rounds });
  if (judgement.result) return { kind: 'open' };
  if (rounds >= MAX_ROUNDS && !joins) {
    return { kind: 'ask', reason: 'It sends its findings back no more often.', rounds };
  }
  const authors = works.filter(mayRevise);
  if (authors.length === 0) return { kind: 'ask', reason: whyNobody(works), rounds };
  return sendBack(tasks, gate, { judgement, authors, round: joins ? Math.min(rounds + 1, MAX_ROUNDS) : rounds + 1 });
}

function taskAt(tasks: Neighbourhood, node: number): GateNeighbour {
  const task = tasks.get(node);
  if (!task) throw new Error(`task ${node} is not among those that were read`);
  return task;
}

/** Sent back already, and it has not begun. */
const awaitsRevision = (task: GateNeighbour): boolean =>
  (task.status === 'READY' || task.status === 'PENDING') && task.revision !== null && !task.begun && mayDoAgain(task);

/** What cannot be undone is not done twice without a person's word; a plan that stands is not made again. */
const mayDoAgain = ({ kind, role, sideEffects }: GateNeighbour): boolean =>
  kind === 'agent' && role !== 'planner' && sideEffects !== 'irreversible';

const mayRevise = (task: GateNeighbour): boolean => mayDoAgain(task) && (task.status === 'SUCCEEDED' || awaitsRevision(task));

function whyNobody(works: readonly GateNeighbour[]): string {
  const held = works.find(({ kind, sideEffects }) => kind === 'agent' && sideEffects === 'irreversible');
  if (held) return `What "${held.key}" did cannot be undone, so it is not done again by itself.`;
  return 'There is no task before it that could revise its work.';
}

interface Given {
  judgement: Judgement;
  authors: readonly GateNeighbour[];
  round: number;
}

function sendBack(tasks: Neighbourhood, gate: GateNeighbour, { judgement, authors, round }: Given): SendBack {
  const anew = new Map(authors.map(({ node, epoch }) => [node, epoch + 1]));
  const superseded: number[] = [];
  for (const task of between(tasks, gate, anew)) anew.set(task.node, task.epoch + 1);
  const again = new Map([...anew].filter(([node]) => !authors.some((author) => author.node === node)));
  const invalidated: number[] = [];
  const seen = new Set([gate.node, ...anew.keys()]);
  const others: GateNeighbour[] = [];
  const wave = [...anew.keys()];
  for (let at = 0; at < wave.length; at += 1) {
    for (const task of dependentsOf(tasks, wave[at] as number)) {
      if (seen.has(task.node)) continue;
      seen.add(task.node);
      others.push(task);
      if (mayJudgeAgain(tasks, task, (node) => node === gate.node || anew.has(node) || again.has(node))) {
        again.set(task.node, task.epoch + 1);
        // Its edges were TAKEN: who waits for it waits again.
        wave.push(task.node);
        continue;
      }
      const effect = effectOn(task);
      if (effect === 'flag') invalidated.push(task.node);
      if (effect !== 'anew') continue;
      again.set(task.node, task.epoch);
      if (task.waitingFor === 'decision') superseded.push(task.node);
    }
  }
  const begins = new Map([...anew, ...again, [gate.node, gate.epoch] as const]);
  const after = new Map([...tasks].map(([node, task]) => [node, begins.has(node) ? ({ ...task, ...ANEW } as GateNeighbour) : task]));
  const touched = [...new Set([...begins.keys(), ...others.map(({ node }) => node)])].sort((a, b) => a - b);
  const listOf = (nodes: Iterable<[number, number]>) => [...nodes].map(([node, epoch]) => ({ node, epoch }));
  const authorNodes = new Set(authors.map(({ node }) => node));
  const rest = listOf(again);
  return {
    kind: 'send_back',
    event: {
      attempt: gate.attempt,
      epoch: gate.epoch,
      round,
      judgement,
      authors: listOf([...anew].filter(([node]) => authorNodes.has(node))),
      invalidated,
      ...(rest.length > 0 ? { again: rest } : {}),
    },
    revisions: new Map(authors.map((author) => [author.node, revisionOf(author, gate, judgement, round)])),
    own: authors.length > 0 ? { gate: gate.key, round, findings: judgement.findings } : null,
    placed: touched.flatMap((node) => placedAt(after, taskAt(tasks, node), begins) ?? []),
    superseded,
  };
}

/** A task that was sent back and has not begun hears of both. */
function revisionOf(author: GateNeighbour, gate: GateNeighbour, { findings }: Judgement, round: number): Revision {
  const earlier = awaitsRevision(author) ? author.revision : null;
  if (!earlier) return { gate: gate.key, round, findings };
  return { gate: `${earlier.gate}, ${gate.key}`, round: Math.max(earlier.round, round), findings: [...earlier.findings, ...findings] };
}

/** Gates that let the work through before this one: they judge its revision as well. */
function between(tasks: Neighbourhood, gate: GateNeighbour, authors: ReadonlyMap<number, number>): GateNeighbour[] {
  const leads = (node: number): boolean => {
    const task = taskAt(tasks, node);
    return authors.has(node) || (task.kind === 'gate' && task.dependsOn.some(leads));
  };
  const passed: GateNeighbour[] = [];
  const visit = (node: number): void => {
    const task = taskAt(tasks, node);
    if (task.kind !== 'gate' || passed.includes(task) || !leads(node)) return;
    if (task.status === 'SUCCEEDED') passed.push(task);
    task.dependsOn.forEach(visit);
  };
  gate.dependsOn.forEach(visit);
  return passed;
}

function dependentsOf(tasks: Neighbourhood, node: number): GateNeighbour[] {
  return [...tasks.values()].filter(({ dependsOn }) => dependsOn.includes(node));
}

/** A gate that has let the old work pass judges the new one as well, as long as nothing has begun behind it. */
function mayJudgeAgain(tasks: Neighbourhood, task: GateNeighbour, begins: (node: number) => boolean): boolean {
  if (task.kind !== 'gate' || task.status !== 'SUCCEEDED') return false;
  return dependentsOf(tasks, task.node).every(
    (next) =>
      next.status === 'PENDING' ||
      (next.status === 'READY' && !next.begun && next.attempt === 0) ||
      begins(next.node) ||
      mayJudgeAgain(tasks, next, begins),
  );
}

/** What becomes of a task whose dependency is done anew: what stands on the old work is flagged, what can still wait for the new one does. */
function effectOn({ status, waitingFor, begun, attempt }: GateNeighbour): 'none' | 'flag' | 'anew' {
  switch (status) {
    case 'SUCCEEDED':
    case 'RUNNING':
      return 'flag';
    case 'WAITING':
      return waitingFor === 'retry' || waitingFor === 'rate_limit' || waitingFor === 'decision' ? 'anew' : 'flag';
    case 'READY':
      return begun || attempt > 0 ? 'anew' : 'none';
    default:
      return 'none';
  }
}

const ANEW = { status: 'PENDING', resolved: false, chosen: null, invalidated: false } as const;

/** Null: it runs, and its edges are counted by whoever makes it wait again. */
function placedAt(after: Neighbourhood, before: GateNeighbour, begins: ReadonlyMap<number, number>): Placed | null {
  const epoch = begins.get(before.node);
  if (epoch === undefined && before.status === 'RUNNING') return null;
  const task = taskAt(after, before.node);
  const edges = edgesInto(after, task.node, task);
  const count = (state: IncomingEdge['state']) => edges.filter((edge) => edge.state === state).length;
  const waits = task.status === 'PENDING' || task.status === 'READY';
  const status = waits ? (edgeVerdict(edges) === 'READY' ? 'READY' : 'PENDING') : task.status;
  return {
    node: task.node,
    from: before.status,
    status,
    epoch: epoch ?? task.epoch,
    anew: epoch !== undefined,
    open: count('OPEN'),
    taken: count('TAKEN'),
  };
}

/** How the counts of a run move with what was placed. */
export function movesOf(placed: readonly Placed[]): { from: TaskStatus; to: TaskStatus }[] {
  return placed.flatMap(({ from, status }) => (from === status ? [] : [{ from, to: status }]));
}
