import type { RunEvent } from '@/lib/contracts/event';
import { TASK_STATUSES } from '@/lib/contracts/task';
import { isReady } from '@/lib/graph/edges-into';
import { beginFold, rewoundTo, type TaskState } from '../state-at';

/** One status of one task, from `seq` until its next step. */
export interface Step {
  seq: number;
  row: number;
  /** Place in TASK_STATUSES; -1: not in the graph any more. */
  status: number;
  attempt: number;
  /** What it waits for, or what interrupted it. */
  why: string | null;
  /** What the attempt that ended here failed with: an HTTP status or the failure's code. */
  fault: string | null;
}

/** Everything a timeline shows, grown event by event; every list is in the order of seq. */
export interface TimelineFold {
  readonly lastSeq: number;
  readonly startMs: number;
  readonly atMs: readonly number[];
  readonly types: readonly string[];
  /** Of the task that an event is about; -1 where of none. */
  readonly eventRows: readonly number[];
  readonly micros: readonly number[];
  readonly keys: readonly string[];
  readonly steps: readonly Step[];
  readonly edges: readonly { seq: number; row: number; behind: readonly number[] }[];
  readonly versions: readonly { seq: number; version: number }[];
  readonly marks: readonly { seq: number; note: string | null }[];
  /** False where the events go back further than this fold remembers: it has to be begun anew with all of them. */
  push(events: readonly RunEvent[]): boolean;
}

const PENDING = TASK_STATUSES.indexOf('PENDING');
const READY = TASK_STATUSES.indexOf('READY');
const GONE = -1;
const MICRO = 1_000_000;

/** The one fold (`stateAt`) with all that it passes through written down. Linear: a task's event looks at it and at what waits for it. */
export function beginTimeline(events: readonly RunEvent[]): TimelineFold {
  const fold = beginFold(rewoundTo(events));
  const timeline = new Timeline(fold);
  timeline.push(events);
  return timeline;
}

class Timeline implements TimelineFold {
  lastSeq = 0;
  startMs = 0;
  readonly atMs: number[] = [];
  readonly types: string[] = [];
  readonly eventRows: number[] = [];
  readonly micros: number[] = [];
  readonly keys: string[] = [];
  readonly steps: Step[] = [];
  readonly edges: { seq: number; row: number; behind: number[] }[] = [];
  readonly versions: { seq: number; version: number }[] = [];
  readonly marks: { seq: number; note: string | null }[] = [];
  readonly #fold: ReturnType<typeof beginFold>;
  readonly #rowOfKey = new Map<string, number>();
  #rowOfNode = new Map<number, number>();
  #waiting = new Map<number, number[]>();
  /** By row: its last step, or how it joined. */
  readonly #shown: Pick<Step, 'status' | 'attempt' | 'why'>[] = [];
  readonly #behind: number[][] = [];

  constructor(fold: ReturnType<typeof beginFold>) {
    this.#fold = fold;
  }

  push(events: readonly RunEvent[]): boolean {
    for (const event of events) {
      // Two readers may have read the same tail.
      if (event.seq <= this.lastSeq) continue;
      if (!this.#fold.push(event)) return false;
      this.#note(event);
      if (changesGraph(event)) this.#takeGraph(event);
      else if (event.type === 'run.cancelled' || movesHolds(event))
        for (const node of this.#fold.state.tasks.keys()) this.#look(node, event);
      else if (event.node !== undefined) for (const node of [event.node, ...movedBeside(event)]) this.#lookAround(node, event);
    }
    return true;
  }

  #note(event: RunEvent): void {
    const ms = Date.parse(event.at);
    if (this.lastSeq === 0) this.startMs = ms;
    this.lastSeq = event.seq;
    this.atMs.push(ms - this.startMs);
    this.types.push(event.type);
    this.micros.push(event.type === 'task.turn' || event.type === 'escalation.consulted' ? Math.round(event.data.costUsd * MICRO) : 0);
    this.eventRows.push(event.node === undefined ? -1 : (this.#rowOfNode.get(event.node) ?? -1));
    if (event.type.startsWith('run.') || this.#isTurningPoint(event)) this.marks.push({ seq: event.seq, note: noteOf(event) });
  }

  /** Where the way of the run itself was decided: a branch chose, or a gate sent work back. */
  #isTurningPoint(event: RunEvent): boolean {
    if (event.type === 'task.sent_back') return true;
    if (event.type !== 'task.succeeded' || event.node === undefined || !event.data.judgement) return false;
    return (this.#fold.state.tasks.get(event.node)?.branch ?? null) !== null;
  }

  /** Keys and edges as they are from here on; each task that is new, gone, waits for others or stands otherwise is written down. */
  #takeGraph(event: RunEvent): void {
    const { tasks, graphVersion } = this.#fold.state;
    if (this.versions.at(-1)?.version !== graphVersion) this.versions.push({ seq: event.seq, version: graphVersion });
    this.#rowOfNode = new Map([...tasks].map(([node, task]) => [node, this.#row(task.key)]));
    this.#waiting = new Map();
    const here = new Set(this.#rowOfNode.values());
    this.#shown.forEach((shown, row) => {
      if (!here.has(row) && shown.status !== GONE) this.#step(row, { status: GONE, attempt: 0, why: null }, event.seq, null);
    });
    for (const [node, task] of tasks) {
      for (const before of task.dependsOn) {
        const list = this.#waiting.get(before);
        if (list) list.push(node);
        else this.#waiting.set(before, [node]);
      }
      this.#takeEdges(this.#rowOfNode.get(node) ?? 0, task, event.seq);
    }
    for (const node of tasks.keys()) this.#look(node, event);
  }

  #takeEdges(row: number, task: TaskState, seq: number): void {
    const behind = task.dependsOn.flatMap((node) => this.#rowOfNode.get(node) ?? []);
    const known = this.#behind[row];
    if (known?.length === behind.length && known.every((each, index) => each === behind[index])) return;
    this.#behind[row] = behind;
    this.edges.push({ seq, row, behind });
    this.#shown[row] ??= { status: PENDING, attempt: 0, why: null };
  }

  #row(key: string): number {
    const known = this.#rowOfKey.get(key);
    if (known !== undefined) return known;
    this.keys.push(key);
    this.#rowOfKey.set(key, this.keys.length - 1);
    return this.keys.length - 1;
  }

  #lookAround(node: number, event: RunEvent): void {
    this.#look(node, event);
    for (const waiting of this.#waiting.get(node) ?? []) this.#look(waiting, event);
  }

  #look(node: number, event: RunEvent): void {
    const { tasks } = this.#fold.state;
    const task = tasks.get(node);
    const row = this.#rowOfNode.get(node);
    const shown = row === undefined ? undefined : this.#shown[row];
    if (!task || row === undefined || !shown) return;
    const status = isReady(tasks, node, task) ? READY : TASK_STATUSES.indexOf(task.status);
    // What has only joined was interrupted by nothing.
    const own = event.node === node || event.type === 'run.rewound' || (movesOthers(event) && shown.status !== PENDING);
    const why = task.waitingFor ?? (own ? interruption(event) : null);
    const waitsAnew = task.waitingFor !== null && shown.why !== why;
    if (shown.status === status && shown.attempt === task.attempt && !waitsAnew) return;
    this.#step(row, { status, attempt: task.attempt, why }, event.seq, own ? faultOf(event) : null);
  }

  #step(row: number, step: Pick<Step, 'status' | 'attempt' | 'why'>, seq: number, fault: string | null): void {
    this.#shown[row] = step;
    this.steps.push({ seq, row, ...step, fault });
  }
}

const GRAPH_EVENTS: ReadonlySet<string> = new Set([
  ...['run.created', 'run.planned', 'run.replanned', 'run.forked', 'run.rewound', 'run.edited'],
]);
/** Events that begin tasks anew which are not their own. */
const movesOthers = (event: RunEvent): boolean => event.type === 'run.edited' || event.type === 'task.sent_back';

/** Nodes that an event of one task moves as well. */
function movedBeside(event: RunEvent): readonly number[] {
  if (event.type === 'task.succeeded') return event.data.skipped ?? [];
  if (event.type !== 'task.sent_back') return [];
  return [...event.data.authors, ...(event.data.again ?? [])].map(({ node }) => node);
}

/** Who waits for what it holds, or held, may stand otherwise. */
const movesHolds = (event: RunEvent): boolean => event.type === 'escalation.opened' || event.type === 'escalation.decided';

const changesGraph = (event: RunEvent): boolean => GRAPH_EVENTS.has(event.type);

/** Why a task that ran, or had ended, stands back at the start. */
function interruption(event: RunEvent): string | null {
  switch (event.type) {
    case 'task.released':
      return event.data.reason;
    case 'task.resumed':
      return 'resumed';
    case 'task.replayed':
      return 'replayed';
    case 'task.resolved':
      return 'resolved';
    case 'task.hold_decided':
      return event.data.decision === 'run' ? 'allowed' : 'set_aside';
    case 'run.rewound':
      return 'rewound';
    case 'run.edited':
      return 'edited';
    case 'task.sent_back':
      return 'sent_back';
    default:
      return null;
  }
}

function faultOf(event: RunEvent): string | null {
  if (event.type !== 'task.failed' && event.type !== 'task.retry_scheduled') return null;
  const { httpStatus, code } = event.data.failure;
  return httpStatus === null ? code : String(httpStatus);
}

function noteOf(event: RunEvent): string | null {
  switch (event.type) {
    case 'run.paused':
    case 'run.failed':
      return event.data.reason;
    case 'run.rewound':
      return String(event.data.toSeq);
    case 'run.forked':
      return String(event.data.parentSeq);
    case 'run.edited':
      return event.data.undoOf === null ? null : String(event.data.undoOf);
    case 'task.succeeded':
      return event.data.judgement ? String(event.data.judgement.result) : null;
    case 'task.sent_back':
      return String(event.data.round);
    case 'run.budget_changed':
      return event.data.budgetUsd === null ? null : String(event.data.budgetUsd);
    default:
      return null;
  }
}
