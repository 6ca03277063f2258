import type { EditOperation } from '@/lib/contracts/edit';
import type { SpecChange } from '@/lib/contracts/event';
import type { TaskDraft } from '@/lib/contracts/task';
import { invalidInput } from '@/lib/errors';
import { edgeVerdict } from '@/lib/graph/edges';
import { edgesInto } from '@/lib/graph/edges-into';
import { outputReferenceIssues } from '@/lib/graph/output-references';
import { type KeptSpec, type Manifest, stateOf } from './manifest';
import { taskAfterRewind } from './task-after-rewind';

/** What may be changed of a task before it runs again; what is left out stays. */
export type TaskEdit = Partial<Pick<KeptSpec, (typeof EDITABLE)[number]>>;
const EDITABLE = ['title', 'prompt', 'role', 'tier', 'maxAttempts', 'timeoutSeconds', 'sideEffects'] as const;

/** What only says otherwise how tasks are done; null: the graph is to become another, or the shape of a task. */
export function taskEditsOf(operations: readonly EditOperation[]): ResumeAsk['edits'] | null {
  const edits: ResumeAsk['edits'][number][] = [];
  for (const operation of operations) {
    if (operation.op !== 'updateTask') return null;
    const { key, changes } = operation;
    if (Object.keys(changes).some((name) => !(EDITABLE as readonly string[]).includes(name))) return null;
    edits.push({ key, changes });
  }
  return edits;
}

export interface ResumeAsk {
  edits: readonly { key: string; changes: TaskEdit }[];
  /** Keys of tasks that may run again although what they did cannot be undone. */
  allowIrreversible: readonly string[];
}

/** What was asked for, checked against what the checkpoint holds. */
export interface PreparedResume {
  specs: ReadonlyMap<number, KeptSpec>;
  changes: SpecChange[];
  /** Begin anew because of an edit of what is asked for: the edited tasks and everything below them. */
  reopened: ReadonlySet<number>;
  /** Would run (again), cannot be undone, and nobody has allowed it. Held if they have happened. */
  irreversible: readonly number[];
}

/** What a finished task would have come to another end with. A title or a time limit is no reason to pay for it again. */
const REMAKING = ['prompt', 'role', 'tier'] as const;

/**
 * @param irreversibleNow Nodes that cannot be undone as the present specifies them, whatever they were then.
 * @throws AppError invalid_input: an unknown key, a plan edited that stands already, or a prompt that names what is not there
 */
export function prepareResume(manifest: Manifest, ask: ResumeAsk, irreversibleNow: ReadonlySet<number> = new Set()): PreparedResume {
  const nodeOf = new Map(manifest.tasks.flatMap(({ node, spec, state }) => (state.removed ? [] : [[spec.key, node] as const])));
  const allowed = new Set(ask.allowIrreversible.map((key, index) => knownNode(nodeOf, key, `allowIrreversible.${index}`)));
  const { specs, changes } = editSpecs(manifest, nodeOf, ask.edits);
  const reopened = reopenedBy(
    manifest,
    changes.filter(({ after }) => REMAKING.some((name) => name in after)).map(({ node }) => node),
  );
  const irreversible = manifest.tasks.flatMap(({ node, spec, state }) => {
    const { status } = taskAfterRewind(stateOf(spec, state), { epoch: 0, reopened: reopened.has(node), held: false });
    const runs = status === 'PENDING';
    const kinds = [spec.sideEffects, specs.get(node)?.sideEffects];
    return runs && !allowed.has(node) && (kinds.includes('irreversible') || irreversibleNow.has(node)) ? [node] : [];
  });
  return { specs, changes, reopened, irreversible };
}

function knownNode(nodeOf: ReadonlyMap<string, number>, key: string, path: string): number {
  const node = nodeOf.get(key);
  if (node === undefined) throw invalidInput(path, `there was no task "${key}" at that point`);
  return node;
}

function editSpecs(
  manifest: Manifest,
  nodeOf: ReadonlyMap<string, number>,
  edits: ResumeAsk['edits'],
): { specs: Map<number, KeptSpec>; changes: SpecChange[] } {
  const specs = new Map(manifest.tasks.map(({ node, spec }) => [node, spec]));
  const changes = new Map<number, SpecChange>();
  edits.forEach((edit, index) => {
    const node = knownNode(nodeOf, edit.key, `edits.${index}.key`);
    const kept = manifest.tasks.find((task) => task.node === node)?.spec;
    const spec = specs.get(node);
    if (!kept || !spec) return;
    if (kept.role === 'planner' && manifest.run.planned) {
      throw invalidInput(`edits.${index}.key`, 'the plan stands already; go back to before it was made, or edit the tasks themselves');
    }
    const edited = { ...spec, ...edit.changes };
    specs.set(node, edited);
    changes.set(node, { node, key: edit.key, ...differences(kept, edited) });
    refuseBadReferences([...specs.values()], edited, `edits.${index}.changes.prompt`);
  });
  return { specs, changes: [...changes.values()].filter(({ after }) => Object.keys(after).length > 0) };
}

function differences(before: KeptSpec, after: KeptSpec): Pick<SpecChange, 'before' | 'after'> {
  const names = (Object.keys(after) as (keyof KeptSpec)[]).filter((name) => before[name] !== after[name]);
  const pick = (spec: KeptSpec) => Object.fromEntries(names.map((name) => [name, spec[name]]));
  return { before: pick(before), after: pick(after) };
}

function refuseBadReferences(specs: readonly KeptSpec[], edited: KeptSpec, path: string): void {
  if (!edited.prompt.includes('{{')) return;
  const keyOf = new Map(specs.map(({ node, key }) => [node, key]));
  const drafts = specs.map((spec): TaskDraft => {
    const dependsOn = spec.dependsOn.flatMap((node) => keyOf.get(node) ?? []);
    const prompt = spec.node === edited.node ? spec.prompt : '';
    return { key: spec.key, prompt, dependsOn, outputs: spec.outputs ?? undefined } as TaskDraft;
  });
  const [issue] = outputReferenceIssues(drafts);
  if (issue) throw invalidInput(path, issue.message);
}

/**
 * What was edited, and everything that it led to. Who has not begun has nothing to begin anew; what no edge leads to any more stays
 * SKIPPED, unless the branch that closed it runs again too; what an edit of the graph took away stays away.
 */
function reopenedBy(manifest: Manifest, edited: readonly number[]): Set<number> {
  const asked = new Set(edited);
  const below = new Set<number>();
  const reopened = new Set<number>();
  const states = new Map(manifest.tasks.map(({ node, spec, state }) => [node, stateOf(spec, state)]));
  for (const node of edited.length === 0 ? [] : inGraphOrder(manifest)) {
    const state = states.get(node);
    if (!state || state.removed || !(asked.has(node) || state.dependsOn.some((dep) => below.has(dep)))) continue;
    if (state.status === 'SKIPPED' && !state.resolved && edgeVerdict(edgesInto(states, node, state)) === 'SKIPPED') continue;
    below.add(node);
    const waits = state.status === 'PENDING' || state.status === 'READY';
    if (waits && state.talk === null && state.attempt === 0) continue;
    reopened.add(node);
    states.set(node, { ...state, status: 'PENDING', resolved: false, chosen: null });
  }
  return reopened;
}

/** Numbers say nothing of the order once a graph was edited. */
function inGraphOrder({ tasks }: Manifest): number[] {
  const next = new Map<number, number[]>();
  const waiting = new Map<number, number>();
  const known = new Set(tasks.map(({ node }) => node));
  for (const { node, spec } of tasks) {
    const dependencies = spec.dependsOn.filter((dep) => known.has(dep));
    waiting.set(node, dependencies.length);
    for (const dep of dependencies) next.get(dep)?.push(node) ?? next.set(dep, [node]);
  }
  const order = tasks.flatMap(({ node }) => (waiting.get(node) === 0 ? [node] : []));
  for (const done of order) {
    for (const node of next.get(done) ?? []) {
      const left = (waiting.get(node) ?? 0) - 1;
      waiting.set(node, left);
      if (left === 0) order.push(node);
    }
  }
  return order;
}
