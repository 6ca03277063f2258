/** A named query of a list; those without an owner are there for everybody. */
export interface ListView {
  id: string;
  name: string;
  query: string;
  own: boolean;
}

export const RUN_VIEWS: readonly ListView[] = [
  { id: 'all', name: 'All', query: '', own: false },
  { id: 'active', name: 'Active', query: 'status=running%2Cplanning%2Cpaused', own: false },
  { id: 'failed', name: 'Failed', query: 'status=failed', own: false },
  { id: 'attention', name: 'Needs a person', query: 'status=paused', own: false },
];

/** The view that is shown: the one the URL names, also when it was changed since; else the one whose query this is. */
export function currentView(views: readonly ListView[], named: string | null, search: string): ListView | null {
  return views.find((view) => view.id === named) ?? views.find((view) => view.query === search) ?? null;
}
