'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Ref } from 'react';
import { useMe } from '@/components/runs/use-me';
import { prettyArguments } from '@/components/tasks/describe-call';
import { Badge } from '@/components/ui/badge';
import type { ApprovalView } from '@/lib/contracts/approval';
import { useDebounced } from '@/lib/query/use-debounced';
import { useListLive } from '@/lib/realtime/use-run-live';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { PaneSkeleton } from '../pane/escalation-pane';
import { AmendCard } from './amend-card';
import { AskFrame } from './ask-frame';
import { AskGone } from './ask-gone';
import { type InboxWord, jsonProblem } from './ask-word';
import { callOutcome } from './ask-words';
import { CallActions, type CallForm } from './call-actions';
import { useAskBar } from './use-ask-bar';

const LIVE_MS = 15_000;
const CHECK_MS = 250;

export interface AskPaneProps {
  id: string;
  paneRef?: Ref<HTMLElement>;
  draft: string | null;
  onDraft: (draft: string | null) => void;
  /** Takes a decision in the pane's place: the inbox holds it back for its undo, and has the keys `a` and `r`. */
  onSay?: (word: InboxWord) => void;
  /** After a decision that the pane has sent itself. */
  onDecided?: () => void;
}

/** A call that asks first: what would be done, with what, and the answers. Give it the call's id as its key. */
export function CallPane({ id, paneRef, draft, onDraft, onSay, onDecided }: AskPaneProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const me = useMe();
  const query = useQuery(trpc.approvals.get.queryOptions({ approvalId: id }, { refetchInterval: LIVE_MS }));
  const call = query.data;
  useListLive((runIds) => {
    if (call && runIds !== 'all' && !runIds.includes(call.runId)) return;
    return client.invalidateQueries(trpc.approvals.get.queryFilter({ approvalId: id }));
  });
  const bar = useAskBar<CallForm>(call ? { id, kind: 'call', question: call.kind } : null, { title: call?.tool ?? '', onSay, onDecided });
  const verdict = useVerdict(id, draft);
  if (!call || !me) return query.isError ? <AskGone query={query} /> : <PaneSkeleton />;
  const isUnknown = call.kind === 'outcome_unknown';
  const mayDecide = me.permissions.includes('escalations.decide');
  const isOpen = call.status === 'open';
  return (
    <AskFrame
      ask={{ ...call, askedBy: `agent:${call.taskKey}` }}
      sort="Tool call"
      high={isUnknown}
      title={isUnknown ? `Did ${call.tool} happen?` : `Allow ${call.taskTitle} to call ${call.tool}?`}
      description={descriptionOf(call)}
      goal={call.goal}
      taskTitle={call.taskTitle}
      paneRef={paneRef}
      outcome={isOpen ? null : { words: callOutcome(call), at: call.decidedAt, note: call.reason }}
      actions={
        <CallActions
          {...bar}
          call={call}
          draft={draft}
          blocked={draft !== null && (verdict.problems.length > 0 || verdict.isPending)}
          mayDecide={mayDecide}
          role={me.role}
        />
      }
    >
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="accent">{call.server}</Badge>
        <code className="text-sm [overflow-wrap:anywhere]">{call.tool}</code>
      </p>
      <AmendCard
        label="Arguments"
        text={prettyArguments(call.arguments)}
        draft={isOpen ? draft : call.amended && prettyArguments(call.amended)}
        onDraft={isOpen && mayDecide && !isUnknown ? onDraft : undefined}
        problems={isOpen ? verdict.problems : []}
        verdict={isOpen ? verdict.words : 'This was sent.'}
      />
      {!isOpen && call.amended ? (
        <AmendCard label="As the agent wrote them" text={prettyArguments(call.arguments)} draft={null} problems={[]} verdict={null} />
      ) : null}
    </AskFrame>
  );
}

function descriptionOf({ kind, server }: ApprovalView): string {
  if (kind === 'outcome_unknown')
    return 'The worker stopped while the call was under way. Look on the other side before you answer. The task waits for as long as it takes.';
  return `The server ${server} asks for a person’s word before this tool is used. The task waits for as long as it takes; others go on.`;
}

/** What the tool's schema and the settings say of what was written. */
function useVerdict(approvalId: string, draft: string | null) {
  const client = useTRPCClient();
  const text = useDebounced(draft ?? '', CHECK_MS);
  const problem = draft === null ? null : jsonProblem(draft);
  const isAsked = draft !== null && problem === null;
  const checked = useQuery({
    queryKey: ['call', approvalId, 'check', text],
    queryFn: () => client.approvals.check.mutate({ approvalId, arguments: text }),
    enabled: isAsked && text === draft,
    staleTime: 10_000,
    retry: false,
  });
  const isPending = isAsked && (text !== draft || checked.isPending);
  const fault = isPending ? null : (checked.data?.fault ?? null);
  return {
    isPending,
    problems: problem ? [problem] : fault ? [{ line: null, path: '', message: fault }] : [],
    words: isPending || problem ? null : 'It fits the tool, and the tool is still allowed.',
  };
}
