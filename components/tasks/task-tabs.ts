/** The tabs of a task's drawer, as they stand in the URL. */
export const TASK_TABS = ['verdict', 'transcript', 'prompt', 'outputs', 'artifacts', 'attempts', 'cost'] as const;
export type TaskTab = (typeof TASK_TABS)[number];
