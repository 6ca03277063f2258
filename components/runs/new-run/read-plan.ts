import { isSeq, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { ROLES, type TaskDraft, type TaskDraftInput, taskDraftSchema } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';
import { agentTaskIssues } from '@/lib/graph/agent-task-issues';
import { buildGraph } from '@/lib/graph/build-graph';

export interface PlanProblem {
  /** Line in the text, from 1; null where it has none. */
  line: number | null;
  /** Path as the server would name it: `tasks.2.role`. */
  path: string;
  message: string;
}

export interface PlanReading {
  /** As written, for the server to fill in the defaults; null while there are problems. */
  tasks: TaskDraftInput[] | null;
  /** What could be understood so far. */
  drafts: TaskDraft[];
  problems: PlanProblem[];
}

type Path = readonly PropertyKey[];

/**
 * Reads a plan in YAML (and so in JSON): a list of tasks, or a mapping with `tasks`. Every problem carries the line that
 * causes it. Keys, dependencies and cycles are checked once each task is well formed.
 */
export function readPlan(text: string): PlanReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined) => (offset === undefined ? null : lines.linePos(offset).line);
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ line: lineAt(error.pos[0]), path: 'tasks', message: `YAML: ${error.message}` }));
    return { tasks: null, drafts: [], problems };
  }
  const root = isSeq(document.contents) ? [] : ['tasks'];
  /** The line of the node at a path, or of the nearest that there is. */
  const lineOf = (path: Path): number | null => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = document.getIn([...root, ...path.slice(0, length)], true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
      if (Array.isArray(range) && typeof range[0] === 'number') return lineAt(range[0]);
    }
    return null;
  };
  const problemAt = (path: Path, message: string): PlanProblem => ({ line: lineOf(path), path: ['tasks', ...path].join('.'), message });

  /** An issue as the rules name it, `tasks.2.role`. */
  const problemOf = ({ path, message }: Issue): PlanProblem => {
    const segments = path.split('.').slice(1);
    return problemAt(
      segments.map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment)),
      message,
    );
  };

  const value: unknown = document.toJS();
  const list = Array.isArray(value) ? value : z.object({ tasks: z.array(z.unknown()) }).safeParse(value).data?.tasks;
  if (!list || list.length === 0) {
    const message = text.trim() === '' ? 'Write at least one task' : 'Write a list of tasks: each begins with "- key: …"';
    return { tasks: null, drafts: [], problems: [{ line: null, path: 'tasks', message }] };
  }
  const problems: PlanProblem[] = [];
  const drafts: TaskDraft[] = [];
  const tasks: TaskDraftInput[] = [];
  list.forEach((item, index) => {
    const parsed = taskDraftSchema.safeParse(item);
    if (!parsed.success) {
      problems.push(
        ...parsed.error.issues.flatMap((issue) => issueProblems(issue, item, (path, message) => problemAt([index, ...path], message))),
      );
      return;
    }
    problems.push(...agentTaskIssues(parsed.data, `tasks.${index}`).map(problemOf));
    drafts.push(parsed.data);
    tasks.push(item as TaskDraftInput);
  });
  if (problems.length === 0) {
    const graph = buildGraph(drafts);
    if (!graph.ok) problems.push(...graph.issues.map(problemOf));
  }
  return { tasks: problems.length === 0 ? tasks : null, drafts, problems };
}

function issueProblems(issue: z.core.$ZodIssue, item: unknown, at: (path: Path, message: string) => PlanProblem): PlanProblem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => at([...issue.path, key], `"${key}" is not a field of a task`));
  if (issue.code === 'invalid_value' && issue.path[0] === 'role') {
    const known = ROLES.filter((role) => role !== 'planner').join(', ');
    return [at(issue.path, `there is no role ${JSON.stringify(readRole(item))}; the roles are: ${known}`)];
  }
  return [at(issue.path, issue.message)];
}

function readRole(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'role' in item ? item.role : null;
}
