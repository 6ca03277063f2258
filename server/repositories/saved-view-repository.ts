import type { CreateView, ListViews, SavedView } from '@/lib/contracts/saved-view';
import type { Tx } from '@/server/infra/db/tx';

interface ViewRow {
  id: string;
  page: SavedView['page'];
  name: string;
  query: string;
  created_at: Date;
}

const COLUMNS = 'id, page, name, query, created_at';

const toView = ({ created_at, ...row }: ViewRow): SavedView => ({ ...row, createdAt: created_at.toISOString() });

/** By name, as people look for them. */
export async function listViews(tx: Tx, owner: string, { page }: ListViews): Promise<SavedView[]> {
  const rows = await tx.query<ViewRow>({
    text: `SELECT ${COLUMNS} FROM saved_views WHERE owner = $1 AND page = $2 ORDER BY lower(name)`,
    values: [owner, page],
  });
  return rows.map(toView);
}

export async function countViews(tx: Tx, owner: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>({ text: 'SELECT count(*) FROM saved_views WHERE owner = $1', values: [owner] });
  return row?.count ?? 0;
}

/** Null: the owner has a view of that name on that page already. */
export async function insertView(tx: Tx, owner: string, view: CreateView): Promise<SavedView | null> {
  const [row] = await tx.query<ViewRow>({
    text: `INSERT INTO saved_views (owner, page, name, query) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    values: [owner, view.page, view.name, view.query],
  });
  return row ? toView(row) : null;
}

export async function findView(tx: Tx, owner: string, viewId: string): Promise<SavedView | null> {
  const [row] = await tx.query<ViewRow>({
    text: `SELECT ${COLUMNS} FROM saved_views WHERE owner = $1 AND id = $2`,
    values: [owner, viewId],
  });
  return row ? toView(row) : null;
}

/** Null: gone meanwhile, or its new name is another view's. */
export async function updateView(
  tx: Tx,
  owner: string,
  viewId: string,
  change: { name: string | null; query: string | null },
): Promise<SavedView | null> {
  const [row] = await tx.query<ViewRow>({
    text: `UPDATE saved_views v SET name = coalesce($3, v.name), query = coalesce($4, v.query) WHERE owner = $1 AND id = $2
      AND NOT EXISTS (SELECT FROM saved_views o WHERE o.owner = $1 AND o.page = v.page AND lower(o.name) = lower($3) AND o.id <> v.id)
      RETURNING ${COLUMNS}`,
    values: [owner, viewId, change.name, change.query],
  });
  return row ? toView(row) : null;
}

export async function deleteView(tx: Tx, owner: string, viewId: string): Promise<SavedView | null> {
  const [row] = await tx.query<ViewRow>({
    text: `DELETE FROM saved_views WHERE owner = $1 AND id = $2 RETURNING ${COLUMNS}`,
    values: [owner, viewId],
  });
  return row ? toView(row) : null;
}
