import { type TaskDraftInput, taskDraftSchema } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';
import { buildGraph } from '@/lib/graph/build-graph';

/** What keeps the tasks of a form from being drawn: a key that is none or twice there, an edge to nowhere, a circle. */
export function undrawable(drafts: readonly TaskDraftInput[]): Issue[] {
  const issues: Issue[] = [];
  const parsed = drafts.flatMap((draft, index) => {
    const { title, prompt, ...rest } = draft;
    const found = taskDraftSchema.safeParse({ ...rest, ...(title ? { title } : {}), ...(prompt ? { prompt } : {}) });
    if (found.success) return [found.data];
    issues.push(...found.error.issues.map(({ path, message }) => ({ path: ['tasks', index, ...path].join('.'), message })));
    return [];
  });
  if (issues.length > 0) return issues;
  const graph = buildGraph(parsed);
  return graph.ok ? [] : graph.issues;
}
