import type { SpecChange } from '@/lib/contracts/event';
import type { TaskDraft } from '@/lib/contracts/task';
import { invalidInput } from '@/lib/errors';
import { outputReferenceIssues } from '@/lib/graph/output-references';
import { type KeptSpec, type Manifest, stateOf } from './manifest';
import { taskAfterRewind } from './task-after-rewind';

/** What may be changed of a task before it runs again; what is left out stays. */
export type TaskEdit = Partial<Pick<KeptSpec, 'title' | 'prompt' | 'role' | 'tier' | 'maxAttempts' | 'timeoutSeconds' | 'sideEffects'>>;

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
  const nodeOf = new Map(manifest.tasks.map(({ node, spec }) => [spec.key, node]));
  const allowed = new Set(ask.allowIrreversible.map((key, index) => knownNode(nodeOf, key, `allowIrreversible.${index}`)));
  const { specs, changes } = editSpecs(manifest, nodeOf, ask.edits);
  const reopened = reopenedBy(
    manifest,
    changes.filter(({ after }) => REMAKING.some((name) => name in after)).map(({ node }) => node),
  );
  const irreversible = manifest.tasks.flatMap(({ node, spec, state }) => {
    const { status } = taskAfterRewind(stateOf(spec, state), { epoch: 0, reopened: reopened.has(node), held: false });
    const runs = status !== 'SUCCEEDED' && status !== 'SKIPPED';
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

/** Who has not begun has nothing to begin anew. */
function reopenedBy(manifest: Manifest, edited: readonly number[]): Set<number> {
  const below = new Set(edited);
  const next = new Map<number, number[]>();
  for (const { node, spec } of manifest.tasks) for (const dep of spec.dependsOn) next.get(dep)?.push(node) ?? next.set(dep, [node]);
  const open = [...below];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const one of next.get(node) ?? []) {
      if (below.has(one)) continue;
      below.add(one);
      open.push(one);
    }
  }
  const begun = manifest.tasks.filter(({ state }) => {
    const waits = state.status === 'PENDING' || state.status === 'READY';
    return !waits || state.talk !== null || state.attempt > 0;
  });
  return new Set(begun.map(({ node }) => node).filter((node) => below.has(node)));
}
