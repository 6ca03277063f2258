import type { CreateView, ListViews, SavedView, UpdateView } from '@/lib/contracts/saved-view';
import { AppError, invalidInput } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import type { Tx } from '@/server/infra/db/tx';
import { countViews, deleteView, findView, insertView, listViews, updateView } from '@/server/repositories/saved-view-repository';

/** Enough for anybody, and no place to keep data. */
const MAX_VIEWS = 100;

export interface ViewsService {
  list(input: ListViews, caller: Caller): Promise<SavedView[]>;
  /** @throws AppError conflict where the name is taken; invalid_input where there are too many. */
  create(input: CreateView, caller: Caller): Promise<SavedView>;
  /** @throws AppError not_found, conflict */
  update(input: UpdateView, caller: Caller): Promise<SavedView>;
  /** @throws AppError not_found */
  remove(viewId: string, caller: Caller): Promise<SavedView>;
}

/** By id, so that a changed e-mail address keeps its views. */
const ownerOf = (caller: Caller): string => `${caller.kind}:${caller.id}`;
const noSuchView = () => new AppError('not_found', 'There is no such view.');
const nameTaken = (name: string | undefined) => new AppError('conflict', `There is a view named "${name}" already: choose another name.`);

/** Named queries of pages. They belong to who saved them: another person's are not there. */
export function createViewsService({ db }: { db: Tx }): ViewsService {
  return {
    list: (input, caller) => listViews(db, ownerOf(caller), input),
    async create(input, caller) {
      const owner = ownerOf(caller);
      if ((await countViews(db, owner)) >= MAX_VIEWS) throw invalidInput('name', `at most ${MAX_VIEWS} views; delete one first`);
      const name = input.name.trim();
      const view = await insertView(db, owner, { ...input, name });
      if (!view) throw nameTaken(name);
      return view;
    },
    async update({ viewId, name, query }, caller) {
      const owner = ownerOf(caller);
      const view = await updateView(db, owner, viewId, { name: name?.trim() ?? null, query: query ?? null });
      if (view) return view;
      if (await findView(db, owner, viewId)) throw nameTaken(name);
      throw noSuchView();
    },
    async remove(viewId, caller) {
      const view = await deleteView(db, ownerOf(caller), viewId);
      if (!view) throw noSuchView();
      return view;
    },
  };
}
