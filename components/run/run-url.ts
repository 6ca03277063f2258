import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';

export const RUN_VIEWS = ['graph', 'artifacts', 'events'] as const;
export type RunViewName = (typeof RUN_VIEWS)[number];
export const TASK_TABS = ['transcript', 'prompt', 'artifacts', 'attempts', 'cost'] as const;
export type TaskTab = (typeof TASK_TABS)[number];
export const GRAPH_SHAPES = ['graph', 'list'] as const;

const PARSERS = {
  view: parseAsStringLiteral(RUN_VIEWS).withDefault('graph'),
  /** How the graph is shown; null: by the width of the screen. */
  shape: parseAsStringLiteral(GRAPH_SHAPES),
  /** The task whose drawer is open, and its tab. */
  task: parseAsString,
  tab: parseAsStringLiteral(TASK_TABS).withDefault('transcript'),
  artifact: parseAsString,
};

/** What of the run page a link opens again. */
export function useRunUrl() {
  return useQueryStates(PARSERS, { history: 'replace' });
}
