'use client';
import { useMemo } from 'react';
import { ChangePictures } from '@/components/graph-picture/change-pictures';
import { compareGraphs } from '@/components/run-editor/compare-graphs';
import { cn } from '@/components/ui/cn';
import type { WorkflowDraft } from '@/lib/contracts/workflow';
import { graphOf } from '@/lib/graph-edit/drafts';
import { versionWords } from './version-words';

const SIGN = { added: '+', changed: '~', removed: '−' } as const;
const LOOK = { added: 'text-succeeded', changed: 'text-waiting', removed: 'text-failed' } as const;

interface VersionGraphProps {
  before: WorkflowDraft;
  after: WorkflowDraft;
  /** "Version 2". */
  names: { before: string; after: string };
}

/** Two versions as their graphs, each task in the same place in both, and what is other in words. */
export function VersionGraph({ before, after, names }: VersionGraphProps) {
  const { from, to, words, changed } = useMemo(() => {
    const graphs = { from: notStarted(before), to: notStarted(after) };
    return { ...graphs, words: versionWords(before, after, graphs.from, graphs.to), changed: changedKeys(graphs.from, graphs.to) };
  }, [before, after]);
  if (words.length === 0) return <p className="px-5 py-6 text-muted">Nothing changed.</p>;
  const isPlanned = from.tasks.length === 0 && to.tasks.length === 0;
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      aria-label="Changes"
      className="scroll-quiet grid min-h-0 flex-1 content-start gap-4 overflow-y-auto px-4 py-4 -outline-offset-2 sm:px-5"
    >
      <ul aria-label="Changes in words" className="grid gap-1 text-sm">
        {words.map(({ words: line, mark }) => (
          <li key={line} className="flex gap-2">
            <span aria-hidden className={cn('w-3 shrink-0 text-center font-semibold', LOOK[mark])}>
              {SIGN[mark]}
            </span>
            <span className="min-w-0 [overflow-wrap:anywhere]">{line}</span>
          </li>
        ))}
      </ul>
      {isPlanned ? (
        <p className="text-faint text-xs">Neither has tasks of its own: runs are planned from the goal.</p>
      ) : (
        <ChangePictures
          before={from.tasks}
          after={to.tasks}
          changed={changed}
          captions={names}
          labels={{ before: `The graph of ${names.before.toLowerCase()}`, after: `The graph of ${names.after.toLowerCase()}` }}
        />
      )}
    </section>
  );
}

/** A template's tasks have no status; none looks further than another. */
function notStarted({ tasks = [] }: WorkflowDraft) {
  const graph = graphOf(tasks);
  return { ...graph, tasks: graph.tasks.map((task) => ({ ...task, status: 'PENDING' as const })) };
}

type Graph = ReturnType<typeof notStarted>;

const changedKeys = (from: Graph, to: Graph): string[] =>
  [...compareGraphs(from, to).marks].flatMap(([key, mark]) => (mark === 'changed' ? [key] : []));
