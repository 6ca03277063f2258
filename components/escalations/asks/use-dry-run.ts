'use client';
import { useQuery } from '@tanstack/react-query';
import type { CodeProblem } from '@/components/ui/code-field';
import type { EditOperation, Proposal } from '@/lib/contracts/edit';
import { explainError, readError } from '@/lib/query/read-error';
import { useDebounced } from '@/lib/query/use-debounced';
import { useTRPCClient } from '@/lib/trpc/context';
import { jsonProblem } from './ask-word';

const DRY_RUN_MS = 350;
const FRESH = { retry: false, staleTime: 0, gcTime: 0 } as const;

/** What would come of a proposal on the graph of this version, as the agent made it or as a person changed it. */
export function useDryRun({
  proposal,
  version,
  draft,
}: {
  proposal: Proposal | undefined;
  version: number | undefined;
  draft: string | null;
}) {
  const client = useTRPCClient();
  const text = useDebounced(draft ?? '', DRY_RUN_MS);
  const [id, runId] = [proposal?.id ?? '', proposal?.runId ?? ''];
  const ready = proposal !== undefined && version !== undefined;
  // Of one graph: with its version in the key a changed one is asked anew.
  const asProposed = useQuery({
    queryKey: ['proposal', id, 'as proposed', version],
    queryFn: () => client.proposals.preview.query({ proposalId: id }),
    enabled: ready && draft === null,
    ...FRESH,
  });
  const read = draft === null ? null : readOperations(draft);
  const isAsked = ready && read !== null && 'operations' in read;
  const asChanged = useQuery({
    queryKey: ['proposal', id, 'as changed', version, text],
    queryFn: () =>
      client.edits.create.mutate({ runId, baseVersion: version ?? 1, dryRun: true, operations: JSON.parse(text) as EditOperation[] }),
    enabled: isAsked && text === draft,
    ...FRESH,
  });
  const query = draft === null ? asProposed : asChanged;
  const isPending = draft === null ? ready && asProposed.isPending : isAsked && (text !== draft || asChanged.isPending);
  const problems = read && 'problem' in read ? [read.problem] : query.isError && !isPending ? problemsOf(query.error) : [];
  return {
    isPending,
    problems,
    edited: problems.length === 0 ? query.data : undefined,
    /** As they would be applied, where they hold. */
    operations: problems.length === 0 && !isPending && isAsked ? (read as { operations: EditOperation[] }).operations : null,
  };
}

function readOperations(text: string): { operations: EditOperation[] } | { problem: CodeProblem } {
  const problem = jsonProblem(text);
  if (problem) return { problem };
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value) || value.length === 0)
    return { problem: { line: null, path: '', message: 'Operations are a list: [ { "op": … } ].' } };
  return { operations: value as EditOperation[] };
}

function problemsOf(error: unknown): CodeProblem[] {
  const fault = readError(error);
  const issues = fault.issues ?? [];
  if (issues.length === 0) return [{ line: null, path: '', message: explainError(fault) }];
  return issues.map(({ path, message }) => ({ line: null, path, message }));
}
