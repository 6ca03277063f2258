import { indexOf } from '@/components/run-editor/edit-state';
import { isUnwritten, UNWRITTEN_PROMPT } from '@/components/run-editor/new-task';
import type { EditableGraph, EditableTask } from '@/lib/contracts/edit';
import type { TaskDraftInput, Tier } from '@/lib/contracts/task';
import { draftsOf, graphOf } from '@/lib/graph-edit/drafts';
import { SPEC_FIELDS, sameValue } from '@/lib/graph-edit/spec-fields';

/** What a role's tasks get where nothing is said. */
export type TierOf = Partial<Record<string, Tier>>;

/** The tasks of a form as a graph; a prompt that nobody wrote says so. */
export function templateGraph(drafts: readonly TaskDraftInput[], tierOf: TierOf): EditableGraph {
  const graph = graphOf(drafts, tierOf);
  const tasks = graph.tasks.map((task): EditableTask => {
    const prompt = task.kind === 'agent' && task.prompt === '' ? UNWRITTEN_PROMPT : task.prompt;
    return { ...task, prompt, status: 'PENDING' };
  });
  return { ...graph, tasks };
}

/** The kind of a task is not edited: one of another kind is another task. */
const FIELDS = SPEC_FIELDS.filter((field) => field !== 'kind');

/** The drafts behind an edit of their graph. What the edit left alone stays word for word as it was written. */
export function draftsAfter(before: readonly TaskDraftInput[], base: EditableGraph, now: EditableGraph, tierOf: TierOf): TaskDraftInput[] {
  if (now === base) return [...before];
  const written = new Map(before.map((draft) => [draft.key, draft]));
  const was = indexOf(base);
  const waitedFor = new Map(draftsOf(base, tierOf).map(({ key, dependsOn }) => [key, dependsOn]));
  const fresh = draftsOf(now, tierOf);
  return now.tasks.flatMap((task, index): TaskDraftInput[] => {
    const draft = fresh[index];
    if (!draft) return [];
    const own = written.get(task.key);
    const old = was.get(task.key);
    if (!own || !old || old.kind !== task.kind) return [isUnwritten(task) ? { ...draft, prompt: '' } : draft];
    const next: Record<string, unknown> = { ...own };
    for (const field of FIELDS) {
      if (isSame(old[field], task[field])) continue;
      if (task[field] === null || task[field] === '') delete next[field];
      else next[field] = task[field];
    }
    if (!isSame(old.dependsOn, task.dependsOn) || !isSame(waitedFor.get(task.key), draft.dependsOn)) next.dependsOn = draft.dependsOn;
    if (isUnwritten(task)) next.prompt = own.prompt ?? '';
    // Fields of the graph are fields of a draft.
    return [next as unknown as TaskDraftInput];
  });
}

const isSame = (a: unknown, b: unknown): boolean => sameValue(a ?? null, b ?? null);
