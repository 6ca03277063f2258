'use client';
import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode, useMemo, useState } from 'react';
import { ArtifactContent } from '@/components/artifacts/artifact-content';
import { artifactKind } from '@/components/artifacts/artifact-kind';
import { useHighlighted } from '@/components/artifacts/use-highlighted';
import { FindingList } from '@/components/tasks/finding-list';
import { cn } from '@/components/ui/cn';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { Finding } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { linesAround, type Mark, placeFindings } from './place-findings';

/** Longer texts are shown to here; the run's page has all of them. */
const MAX_SHOWN = 200_000;

const GROUND: Record<Finding['severity'], string> = {
  critical: 'bg-failed-soft shadow-[inset_3px_0_var(--failed)]',
  major: 'bg-waiting-soft shadow-[inset_3px_0_var(--waiting)]',
  minor: 'bg-ready-soft shadow-[inset_3px_0_var(--ready)]',
  info: 'bg-sunken shadow-[inset_3px_0_var(--line-strong)]',
};
const WORD: Record<Finding['severity'], string> = { critical: 'Critical', major: 'Major', minor: 'Minor', info: 'Note' };

/** An artifact with what was found beside the lines that it is about; what names no line stands above. */
export function ArtifactInPlace({ artifactId, findings }: { artifactId: string; findings: readonly Finding[] }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.artifacts.get.queryOptions({ artifactId }));
  const artifact = query.data;
  const placed = useMemo(
    () => (artifact ? placeFindings(artifact.content.slice(0, MAX_SHOWN), artifact.name, findings) : null),
    [artifact, findings],
  );
  if (query.isError) {
    return (
      <ErrorState title="Could not load the artifact" className="py-8" onRetry={() => void query.refetch()} retrying={query.isFetching}>
        {explainError(readError(query.error))}
      </ErrorState>
    );
  }
  if (!artifact || !placed) {
    return (
      <div className="grid gap-2.5 p-3">
        <FindingList findings={findings} />
        <Skeleton className="w-3/4" />
        <Skeleton className="w-1/2" />
        <Skeleton className="w-2/3" />
      </div>
    );
  }
  const { name, type, content, quarantine } = artifact;
  return (
    <>
      {quarantine && quarantine.status !== 'released' ? (
        <p className="border-line border-b bg-waiting-soft px-3 py-1.5 text-xs">
          {quarantine.status === 'held'
            ? 'What was found is masked everywhere until somebody has decided.'
            : 'What was found stays masked: somebody has decided so.'}
        </p>
      ) : null}
      {placed.elsewhere.length > 0 ? (
        <div className="border-line not-last:border-b p-3">
          <FindingList findings={placed.elsewhere} />
        </div>
      ) : null}
      {placed.marks.length > 0 ? (
        <MarkedLines name={name} type={type} content={content.slice(0, MAX_SHOWN)} marks={placed.marks} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section tabIndex={0} aria-label={name} className="scroll-quiet max-h-[52vh] overflow-auto p-3 -outline-offset-2">
          <ArtifactContent name={name} type={type} content={content} />
        </section>
      )}
    </>
  );
}

function MarkedLines({ name, type, content, marks }: { name: string; type: string; content: string; marks: readonly Mark[] }) {
  const [whole, setWhole] = useState(false);
  const lines = useMemo(() => content.split('\n'), [content]);
  const kind = artifactKind(name, type, content);
  const coloured = useHighlighted(content, kind.view === 'code' ? kind.language : null);
  const shown = whole ? lines.map((_, index) => ({ line: index + 1 })) : linesAround(lines.length, marks);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section tabIndex={0} aria-label={name} className="scroll-quiet max-h-[60vh] overflow-auto -outline-offset-2">
      <div className="w-max min-w-full font-mono text-xs leading-[19px]">
        {shown.map((one) =>
          'hidden' in one ? (
            <button
              key={`hidden ${one.from}`}
              type="button"
              onClick={() => setWhole(true)}
              className="block w-full border-line not-first:border-t not-last:border-b bg-sunken px-3 py-1 text-left font-sans text-faint -outline-offset-2 hover:text-fg pointer-coarse:min-h-10"
            >
              {plural(one.hidden, 'more line')}
            </button>
          ) : (
            <MarkedLine key={one.line} number={one.line} marks={marks}>
              {coloured?.[one.line - 1]?.map((token) => (
                <span key={token.offset} className="shiki-token" style={token.htmlStyle}>
                  {token.content}
                </span>
              )) ?? lines[one.line - 1]}
            </MarkedLine>
          ),
        )}
      </div>
    </section>
  );
}

/** A line, and below the last line of a stretch what was found there. */
function MarkedLine({ number, marks, children }: { number: number; marks: readonly Mark[]; children: ReactNode }) {
  const worst = marks.find((mark) => mark.from <= number && number <= mark.to);
  const ending = marks.filter((mark) => mark.to === number);
  return (
    <Fragment>
      <div data-marked={worst ? '' : undefined} className={cn('whitespace-pre pr-3', worst && GROUND[worst.severity])}>
        <span aria-hidden className="num mr-3.5 inline-block w-10 select-none text-right text-faint">
          {number}
        </span>
        {children}
      </div>
      {ending.map((mark) => (
        <div key={mark.message} className={GROUND[mark.severity]}>
          <p className="sticky left-0 max-w-[min(86ch,calc(100vw-64px))] py-1.5 pr-3 pl-[54px] font-sans text-sm">
            <strong className="font-semibold">{WORD[mark.severity]}.</strong> {mark.message}{' '}
            {mark.suggestion ? <span className="text-muted">{mark.suggestion}</span> : null}
          </p>
        </div>
      ))}
    </Fragment>
  );
}
