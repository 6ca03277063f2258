import { Button } from '@/components/ui/button';
import type { RunCount } from '@/lib/contracts/run-query';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { countText } from './count-text';

interface RunListFooterProps {
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    isRefetchError: boolean;
    error: unknown;
    fetchNextPage: () => unknown;
    count: RunCount | undefined;
  };
  shown: number;
}

export function RunListFooter({ list, shown }: RunListFooterProps) {
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
          <span className="num">
            {shown.toLocaleString()} of {list.count ? countText(list.count) : '…'} runs
          </span>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </Button>
        </>
      ) : (
        <span className="num">{plural(shown, 'run')}</span>
      )}
    </div>
  );
}
