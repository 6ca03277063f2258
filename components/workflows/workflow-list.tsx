'use client';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { LayoutTemplate, SearchX } from 'lucide-react';
import Link from 'next/link';
import { debounce, parseAsString, useQueryState } from 'nuqs';
import { useMe } from '@/components/runs/use-me';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { SearchField } from '@/components/ui/search-field';
import type { WorkflowListItem } from '@/lib/contracts/workflow';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useDebounced } from '@/lib/query/use-debounced';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { WorkflowListSkeleton } from './workflow-list-skeleton';
import { WorkflowRow } from './workflow-row';

const PAGE_SIZE = 100;
const searchParser = parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) });

/** Workflows that people made, then those that come with the product. */
export function WorkflowList() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [text, setText] = useQueryState('q', searchParser);
  const q = useDebounced(text.trim(), 250);
  const input = { q: q || undefined, limit: PAGE_SIZE };
  const list = useInfiniteQuery({
    queryKey: trpc.workflows.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) => client.workflows.list.query({ ...input, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  const own = all.filter((workflow) => !workflow.builtIn);
  const builtIn = all.filter((workflow) => workflow.builtIn);

  const content = () => {
    if (list.isError && all.length === 0) {
      return (
        <ErrorState title="Could not load the workflows" onRetry={() => void list.refetch()} retrying={list.isFetching}>
          {explainError(readError(list.error))}
        </ErrorState>
      );
    }
    if (list.isPending) return <WorkflowListSkeleton />;
    if (all.length === 0) {
      return (
        <EmptyState
          icon={<SearchX size={20} strokeWidth={1.6} aria-hidden />}
          title="No workflow matches"
          action={<Button onClick={() => void setText(null)}>Clear search</Button>}
        >
          Nothing has this text in its key, title, description or tags.
        </EmptyState>
      );
    }
    return (
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto bg-surface">
        {own.length > 0 ? <Group label="Made here" workflows={own} /> : q === '' ? <NoneYet /> : null}
        {builtIn.length > 0 ? <Group label="Built in" workflows={builtIn} /> : null}
        {list.hasNextPage ? (
          <div className="flex justify-center p-3">
            <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Load more
            </Button>
          </div>
        ) : null}
      </div>
    );
  };
  return (
    <>
      <div className="flex items-center gap-4 border-line border-y bg-canvas px-4 py-2 sm:px-5">
        <SearchField
          value={text}
          onChange={(value) => void setText(value || null)}
          label="Search workflows"
          placeholder="Search workflows"
          group="Workflows"
        />
        {all.length > 0 ? <span className="num text-faint text-xs max-sm:hidden">{plural(all.length, 'workflow')}</span> : null}
      </div>
      {content()}
    </>
  );
}

function Group({ label, workflows }: { label: string; workflows: readonly WorkflowListItem[] }) {
  return (
    <section aria-label={label}>
      <h2 className="border-line border-b bg-sunken px-4 py-1.5 font-medium text-faint text-xs tracking-normal sm:px-5">{label}</h2>
      <ul>
        {workflows.map((workflow) => (
          <WorkflowRow key={workflow.key} workflow={workflow} />
        ))}
      </ul>
    </section>
  );
}

function NoneYet() {
  const mayWrite = useMe()?.permissions.includes('workflows.write');
  return (
    <EmptyState
      icon={<LayoutTemplate size={20} strokeWidth={1.6} aria-hidden />}
      title="No workflows were made here yet"
      action={
        mayWrite ? (
          <Button asChild variant="primary">
            <Link href="/workflows/new">Make the first one</Link>
          </Button>
        ) : undefined
      }
      className="border-line border-b py-10"
    >
      A workflow is a plan to start again and again with other inputs: by hand, by the clock, or by a signed webhook. “Save as workflow” in
      the menu of a run makes one too.
    </EmptyState>
  );
}
