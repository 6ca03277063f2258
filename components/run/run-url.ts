import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { TASK_TABS } from '@/components/tasks/task-tabs';

const RUN_VIEWS = ['graph', 'timeline', 'artifacts', 'history', 'events'] as const;

const PARSERS = {
  view: parseAsStringLiteral(RUN_VIEWS).withDefault('graph'),
  /** How the graph is shown; null: by the width of the screen. */
  shape: parseAsStringLiteral(['graph', 'list'] as const),
  /** The task whose drawer is open, and its tab; null: the first that it has. */
  task: parseAsString,
  tab: parseAsStringLiteral(TASK_TABS),
  /** Two attempts side by side: "1~2". */
  attempts: parseAsString,
  artifact: parseAsString,
  /** The event at which the timeline stands; null: the present. */
  at: parseAsInteger,
  /** The edit that is open in the history; null: the latest. */
  version: parseAsInteger,
  /** The plan, or the graph (1), is open for editing. */
  edit: parseAsStringLiteral(['plan', '1'] as const),
};

/** What of the run page a link opens again. */
export function useRunUrl() {
  return useQueryStates(PARSERS, { history: 'replace' });
}
