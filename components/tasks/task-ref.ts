import { createContext, use } from 'react';

/** Which task the drawer is about: its long texts are read by it. */
export interface TaskRef {
  runId: string;
  key: string;
}

export const TaskRefContext = createContext<TaskRef | null>(null);

/** Null outside of a drawer, where nothing is cut. */
export const useMaybeTaskRef = (): TaskRef | null => use(TaskRefContext);

export function useTaskRef(): TaskRef {
  const ref = use(TaskRefContext);
  if (!ref) throw new Error('TaskRefContext is missing above this component');
  return ref;
}
