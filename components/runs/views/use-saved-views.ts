'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from '@/components/ui/toast';
import type { SavedView } from '@/lib/contracts/saved-view';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import type { ListView } from './default-views';

/** The person's own views behind those that are there for everybody, and what can be done to them. */
export function useSavedViews(page: SavedView['page'], defaults: readonly ListView[]) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const saved = useQuery(trpc.views.list.queryOptions({ page }, { staleTime: 60_000 }));
  const onSettled = () => queryClient.invalidateQueries(trpc.views.list.pathFilter());
  const onError = (error: unknown) => void toast.error(explainError(readError(error)));
  const create = useMutation(trpc.views.create.mutationOptions({ onSettled }));
  const update = useMutation(trpc.views.update.mutationOptions({ onSettled }));
  const remove = useMutation(trpc.views.remove.mutationOptions({ onSettled, onError }));
  const own = (saved.data ?? []).map(({ id, name, query }): ListView => ({ id, name, query, own: true }));
  return {
    views: [...defaults, ...own],
    create: (name: string, query: string) => create.mutateAsync({ page, name, query }),
    rename: (id: string, name: string) => update.mutateAsync({ viewId: id, name }),
    store: (id: string, query: string) =>
      update.mutate({ viewId: id, query }, { onError, onSuccess: (view) => void toast.success(`Saved "${view.name}"`) }),
    remove: (view: ListView) =>
      remove.mutate(
        { viewId: view.id },
        {
          onSuccess: () =>
            void toast(`Deleted the view "${view.name}"`, {
              action: { label: 'Undo', onClick: () => create.mutate({ page, name: view.name, query: view.query }, { onError }) },
            }),
        },
      ),
  };
}
