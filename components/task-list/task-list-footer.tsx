import { Button } from '@/components/ui/button';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';

interface TaskListFooterProps {
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    isRefetchError: boolean;
    error: unknown;
    fetchNextPage: () => unknown;
  };
  count: number;
}

export function TaskListFooter({ list, count }: TaskListFooterProps) {
  const failed = list.isFetchNextPageError || list.isRefetchError;
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-center gap-3 px-5 py-3 text-faint text-xs">
      {failed ? (
        <span role="alert" className="text-failed">
          {explainError(readError(list.error))}
        </span>
      ) : null}
      {list.hasNextPage ? (
        <>
          <span className="num">{plural(count, 'task')} so far</span>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </Button>
        </>
      ) : (
        <span className="num">{plural(count, 'task')}</span>
      )}
    </div>
  );
}
