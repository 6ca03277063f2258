'use client';
import Link from 'next/link';
import type { ReactNode, Ref } from 'react';
import { goalTitle } from '@/components/runs/goal-title';
import { CopyButton } from '@/components/ui/copy-button';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import { callerWords } from '../escalation-words';
import { ActionBar } from '../pane/pane-actions';

interface AskFrameProps {
  ask: { id: string; runId: string; taskKey: string | null; askedBy: string; createdAt: string };
  /** "Tool call", "Proposed edit". */
  sort: string;
  high: boolean;
  title: string;
  /** What it is about and what happens while nobody answers. */
  description: ReactNode;
  goal: string | null;
  taskTitle: string | null;
  paneRef?: Ref<HTMLElement>;
  /** What came of it; null: it is open. */
  outcome: { words: string; at: string | null; note: string | null } | null;
  children: ReactNode;
  /** The answers. */
  actions: ReactNode;
}

/** A call or a proposed edit beside its answers, in the place and dress of an escalation. */
export function AskFrame(props: AskFrameProps) {
  const { ask, sort, high, title, description, goal, taskTitle, paneRef, outcome, children, actions } = props;
  const { id, runId, taskKey, askedBy, createdAt } = ask;
  return (
    <article
      ref={paneRef}
      tabIndex={-1}
      aria-label={title}
      data-testid="ask-pane"
      className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas outline-none"
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long arguments scroll, by keyboard too */}
      <section tabIndex={0} aria-label="Question" className="scroll-quiet min-h-0 flex-1 overflow-y-auto -outline-offset-2">
        <div className="mx-auto grid max-w-[980px] grid-cols-[minmax(0,1fr)] gap-4 px-4 py-5 sm:px-7">
          <header>
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-faint text-xs">
              <span
                className={
                  high ? 'flex items-center gap-1.5 font-semibold text-failed' : 'flex items-center gap-1.5 font-medium text-muted'
                }
              >
                <StateIcon state={high ? 'failed' : 'waiting'} decorative />
                {high ? 'High' : 'Medium'}
              </span>
              <span>{sort}</span>
              <span>
                asked by {callerWords(askedBy)} <RelativeTime at={createdAt} />
              </span>
              <span className="max-sm:hidden">
                <CopyButton text={id} label="Copy the question’s id" />
              </span>
            </p>
            <h2 className="mt-1 text-balance font-semibold text-xl leading-7 [overflow-wrap:anywhere]">{title}</h2>
            <p className="mt-1 max-w-[76ch] text-muted [overflow-wrap:anywhere]">{description}</p>
            <p className="mt-1 flex flex-wrap items-center gap-x-3 text-muted">
              {taskKey ? (
                <Link
                  href={`/runs/${runId}?task=${encodeURIComponent(taskKey)}`}
                  className="rounded-sm text-accent hover:underline pointer-coarse:py-1.5"
                >
                  Task {taskTitle ?? taskKey}
                </Link>
              ) : null}
              {goal === null ? null : (
                <span className="min-w-0 truncate">
                  {taskKey ? 'of ' : 'Run '}
                  <Link href={`/runs/${runId}`} title={goal} className="rounded-sm text-accent hover:underline">
                    {goalTitle(goal)}
                  </Link>
                </span>
              )}
            </p>
          </header>
          {outcome ? (
            <section role="status" aria-label="Decision" className="rounded-lg border border-line bg-surface">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 px-3.5 py-2.5">
                <strong className="font-semibold">{outcome.words}</strong>
                {outcome.at ? <RelativeTime at={outcome.at} className="text-faint text-xs" /> : null}
              </p>
              {outcome.note ? (
                <p className="whitespace-pre-wrap border-line border-t px-3.5 py-2.5 text-muted [overflow-wrap:anywhere]">{outcome.note}</p>
              ) : null}
            </section>
          ) : null}
          {children}
        </div>
      </section>
      {outcome ? null : <ActionBar>{actions}</ActionBar>}
    </article>
  );
}
