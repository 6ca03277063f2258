/** How a workflow can be edited, in the order of the switch. */
export const EDITOR_VIEWS = ['form', 'graph', 'yaml'] as const;
export type EditorView = (typeof EDITOR_VIEWS)[number];
