'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { useShortcut } from '@/components/ui/shortcuts';
import type { EditView } from '@/lib/contracts/edit';
import type { RunDetail } from '@/lib/contracts/run';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { EditCard } from './edit-card';
import { HistorySkeleton } from './history-skeleton';
import { OpenEdit } from './open-edit';
import { UndoDialog } from './undo-dialog';
import { useEdits, useUndoEdit } from './use-edits';

interface HistoryTabProps {
  run: Pick<RunDetail, 'id' | 'status' | 'tasks' | 'graphVersion'>;
  /** The edit that is open, by its version; null: the latest. */
  shown: number | null;
  onShow: (version: number | null) => void;
  /** Begins to edit; null where that is not possible. */
  onEdit: (() => void) | null;
}

/** Every edit of a run's graph, as pictures and in words, the latest first. */
export function HistoryTab({ run, shown, onShow, onEdit }: HistoryTabProps) {
  const trpc = useTRPC();
  const me = useQuery(trpc.system.me.queryOptions());
  const query = useEdits(run.id, run.status === 'RUNNING');
  const [undoing, setUndoing] = useState<EditView | null>(null);
  const undo = useUndoEdit(run.id, (version) => {
    setUndoing(null);
    onShow(version);
  });
  const client = useQueryClient();
  // An edit shows in the version of the run, and a run that ends has nothing left to undo: the list is then read again.
  const stand = `${run.graphVersion} ${run.status}`;
  const read = useRef(stand);
  useEffect(() => {
    if (read.current === stand) return;
    read.current = stand;
    void client.invalidateQueries(trpc.edits.list.pathFilter());
  }, [client, trpc, stand]);
  const edits = query.data?.pages.flatMap((page) => page.items) ?? [];
  const open = shown ?? edits[0]?.version ?? null;
  const mayWrite = (me.data?.permissions.includes('runs.write') ?? false) && (run.status === 'RUNNING' || run.status === 'PAUSED');
  const titles = new Map(run.tasks.map((task) => [task.key, task.title]));
  const titleOf = (key: string) => titles.get(key) ?? key;
  const current = edits.find((edit) => edit.version === open) ?? null;
  const step = (by: 1 | -1) => {
    const at = edits.findIndex((edit) => edit.version === open);
    const next = edits[at + by];
    if (!next) return;
    onShow(next.version);
    document.querySelector<HTMLElement>(`[data-edit="${next.version}"] [data-edit-row]`)?.focus();
  };
  useShortcut('j', 'Earlier edit', () => step(1));
  useShortcut('k', 'Later edit', () => step(-1));
  const undoable = current && mayWrite && current.undoneBy === null && current.undoBlocked === null ? current : null;
  useShortcut('u', 'Undo this edit', () => setUndoing(undoable), { enabled: undoable !== null });

  if (query.isError && edits.length === 0) {
    return (
      <ErrorState title="Could not load the history of edits" onRetry={() => void query.refetch()} retrying={query.isFetching}>
        {explainError(readError(query.error))}
      </ErrorState>
    );
  }
  return (
    <section aria-label="Edits of the graph" className="scroll-quiet h-full overflow-y-auto" data-testid="edit-history">
      <div className="mx-auto grid max-w-[1240px] gap-2 px-4 py-4 sm:px-5">
        {query.isPending ? <HistorySkeleton /> : null}
        {query.isSuccess && edits.length === 0 ? (
          <EmptyState
            icon={<History size={18} aria-hidden />}
            title="The graph is as the run began"
            action={
              onEdit && mayWrite ? (
                <Button variant="primary" onClick={onEdit}>
                  Edit graph
                </Button>
              ) : undefined
            }
          >
            Every edit of it will stand here with its pictures, who made it and why, and the way back.
          </EmptyState>
        ) : null}
        <ol className="grid gap-2">
          {edits.map((edit) => (
            <EditCard
              key={edit.version}
              edit={edit}
              titleOf={titleOf}
              open={edit.version === open}
              onToggle={() => onShow(edit.version === open ? 0 : edit.version)}
              onUndo={mayWrite ? () => setUndoing(edit) : null}
              beforeHref={`/runs/${run.id}?view=timeline&at=${Math.max(1, edit.seq - 1)}`}
              onGo={onShow}
            >
              <OpenEdit runId={run.id} version={edit.version} />
            </EditCard>
          ))}
        </ol>
        {query.hasNextPage ? (
          <Button onClick={() => void query.fetchNextPage()} busy={query.isFetchingNextPage} className="justify-self-center">
            Earlier edits
          </Button>
        ) : edits.length > 0 ? (
          <p className="px-3 text-faint text-xs">Before these the graph was as the run began.</p>
        ) : null}
      </div>
      {undoing ? (
        <UndoDialog
          edit={undoing}
          titleOf={titleOf}
          busy={undo.isPending}
          error={undo.error ? readError(undo.error) : null}
          onUndo={(reason) => undo.mutate({ runId: run.id, version: undoing.version, ...(reason === '' ? {} : { reason }) })}
          onClose={() => {
            undo.reset();
            setUndoing(null);
          }}
        />
      ) : null}
    </section>
  );
}
