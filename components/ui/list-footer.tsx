import { explainError, readError } from '@/lib/query/read-error';
import { Button } from './button';

interface ListFooterProps {
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    isRefetchError: boolean;
    error: unknown;
    fetchNextPage: () => unknown;
  };
  /** How much stands above, in words: while there is more, and when that is all. */
  soFar: string;
  all: string;
}

/** The end of a list that is read page by page: how much there is, the way to more, and why there is no more just now. */
export function ListFooter({ list, soFar, all }: ListFooterProps) {
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
          <span className="num">{soFar}</span>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </Button>
        </>
      ) : (
        <span className="num">{all}</span>
      )}
    </div>
  );
}
