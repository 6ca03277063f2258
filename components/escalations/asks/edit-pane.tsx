'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { EditedFigures } from '@/components/proposals/proposal-preview';
import { useMe } from '@/components/runs/use-me';
import { Skeleton } from '@/components/ui/skeleton';
import type { EditOperation } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { operationWords, type TitleOf } from '@/lib/graph-edit/edit-words';
import { useListLive } from '@/lib/realtime/use-run-live';
import { useTRPC } from '@/lib/trpc/context';
import { PaneSkeleton } from '../pane/escalation-pane';
import { AmendCard } from './amend-card';
import { AskFrame } from './ask-frame';
import { AskGone } from './ask-gone';
import { editOutcome } from './ask-words';
import type { AskPaneProps } from './call-pane';
import { EditActions, type EditForm } from './edit-actions';
import { useAskBar } from './use-ask-bar';
import { useDryRun } from './use-dry-run';

const EditPicture = dynamic(() => import('./edit-picture').then((module) => module.EditPicture), {
  ssr: false,
  loading: () => <Skeleton className="h-40" />,
});
const LIVE_MS = 15_000;

/** An edit that an agent proposes: the graph before and behind it, what it consists of, and the answers. Give it the proposal's id as its key. */
export function EditPane({ id, paneRef, draft, onDraft, onSay, onDecided }: AskPaneProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const me = useMe();
  const query = useQuery(trpc.proposals.get.queryOptions({ proposalId: id }, { refetchInterval: LIVE_MS }));
  const proposal = query.data;
  const isOpen = proposal?.status === 'open';
  const runId = proposal?.runId ?? '';
  const graph = useQuery(trpc.edits.graph.queryOptions({ runId }, { enabled: isOpen, staleTime: 0 })).data;
  useListLive((runIds) => {
    if (runIds !== 'all' && !runIds.includes(runId)) return;
    return Promise.all([
      client.invalidateQueries(trpc.proposals.get.queryFilter({ proposalId: id })),
      client.invalidateQueries(trpc.edits.graph.queryFilter({ runId })),
    ]);
  });
  const run = useQuery(trpc.runs.list.queryOptions({ q: runId, limit: 1 }, { enabled: runId !== '', staleTime: 30_000 })).data?.items[0];
  const bar = useAskBar<EditForm>(proposal ? { id, kind: 'edit' } : null, { title: proposal?.reason ?? '', onSay, onDecided });
  const mayWrite = me?.permissions.includes('runs.write') ?? false;
  const dry = useDryRun({ proposal: isOpen ? proposal : undefined, version: graph?.version, draft });
  if (!proposal || !me) return query.isError ? <AskGone query={query} /> : <PaneSkeleton />;
  const titles = new Map(graph?.tasks.map(({ key, title }) => [key, title]));
  const titleOf: TitleOf = (key) => titles.get(key) ?? key;
  const { taskKey, askedBy, reason, baseVersion, amended, status } = proposal;
  const who = taskKey === null ? askedBy : titleOf(taskKey);
  const operations = (isOpen ? dry.operations : amended) ?? proposal.operations;
  return (
    <AskFrame
      ask={proposal}
      sort="Proposed edit"
      high={false}
      title={reason}
      description={`${who} proposes ${plural(proposal.operations.length, 'change')} of the graph and goes on meanwhile.${
        graph && graph.version > baseVersion
          ? ` The graph has changed since (version ${baseVersion} → ${graph.version}): it would be applied to the one of now.`
          : ''
      }`}
      goal={run?.goal ?? null}
      taskTitle={taskKey === null ? null : titleOf(taskKey)}
      paneRef={paneRef}
      outcome={isOpen ? null : { words: editOutcome(proposal), at: proposal.decidedAt, note: proposal.note }}
      actions={<EditActions {...bar} draft={draft} blocked={dry.problems.length > 0 || dry.isPending} mayWrite={mayWrite} role={me.role} />}
    >
      {isOpen ? (
        <section aria-label="What would come of it" className="grid gap-3 rounded-lg border border-line bg-surface p-3.5">
          {dry.problems.length > 0 && draft === null ? (
            <p role="alert" className="rounded-sm bg-failed-soft px-2 py-1.5 text-failed text-xs [overflow-wrap:anywhere]">
              It does not fit the graph as it is now: {dry.problems.map(({ message }) => message).join('; ')}
            </p>
          ) : null}
          {dry.edited ? <EditedFigures edited={dry.edited} titleOf={titleOf} /> : dry.isPending ? <Skeleton className="h-5" /> : null}
          {graph && dry.problems.length === 0 ? <EditPicture graph={graph} operations={operations} /> : null}
        </section>
      ) : null}
      <AmendCard
        label="Operations"
        text={JSON.stringify(operations, null, 2)}
        draft={isOpen ? draft : null}
        onDraft={isOpen && mayWrite ? onDraft : undefined}
        problems={draft === null ? [] : dry.problems}
        verdict={dry.isPending ? null : 'It fits the graph as it is now.'}
      >
        <OperationList operations={operations} titleOf={titleOf} />
      </AmendCard>
      {status !== 'open' && amended ? (
        <AmendCard label="As the agent proposed them" text="" draft={null} problems={[]} verdict={null}>
          <OperationList operations={proposal.operations} titleOf={titleOf} />
        </AmendCard>
      ) : null}
    </AskFrame>
  );
}

function OperationList({ operations, titleOf }: { operations: readonly EditOperation[]; titleOf: TitleOf }) {
  return (
    <ul className="grid gap-1 text-sm">
      {operations.map((operation, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an operation has no other name than its number
        <li key={index} className="[overflow-wrap:anywhere]">
          {operationWords(operation, titleOf)}
        </li>
      ))}
    </ul>
  );
}
