'use client';
import type { ReactNode } from 'react';
import { EditCounts } from '@/components/edit-history/edit-counts';
import { cn } from '@/components/ui/cn';
import type { EditForecast } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import type { EditResult } from '@/lib/graph-edit/types';
import { basisWords, costDelta, edgeCount, timeDelta } from './edit-figures';

interface FiguresProps {
  /** Null: the edit cannot be applied as it stands. */
  result: EditResult | null;
  forecast: EditForecast | null;
  path: { before: number; after: number } | null;
  invalidated: readonly string[];
  problems: number;
  warnings: number;
  asking: boolean;
  open: 'invalidated' | 'warnings' | null;
  onOpen: (what: 'invalidated' | 'warnings' | null) => void;
}

/** What the edit comes to, in one line of figures. */
export function Figures(props: FiguresProps) {
  const { result, forecast, path, invalidated, problems, warnings, asking, open, onOpen } = props;
  const toggle = (what: 'invalidated' | 'warnings') => onOpen(open === what ? null : what);
  const rerun = result?.diff.rerun.length ?? 0;
  return (
    <dl className="flex flex-wrap items-start gap-x-6.5 gap-y-2" aria-busy={asking || undefined}>
      <Figure label="Changes">{result ? <Counts result={result} /> : '–'}</Figure>
      <Figure label="Longest path">
        {path
          ? `${path.before === path.after ? path.after : `${path.before} → ${path.after}`} ${path.after === 1 ? 'task' : 'tasks'}`
          : '–'}
      </Figure>
      <Figure label="Forecast" note={forecast ? basisWords(forecast) : undefined} quiet={asking}>
        {forecast ? costDelta(forecast) : '–'}
      </Figure>
      <Figure label="Time" quiet={asking}>
        {forecast ? timeDelta(forecast) : '–'}
      </Figure>
      <Figure label="Invalidates">
        {invalidated.length + rerun === 0 ? (
          'nothing finished'
        ) : (
          <Press pressed={open === 'invalidated'} onPress={() => toggle('invalidated')}>
            {rerun > 0 ? `${plural(rerun, 'task')} run again` : plural(invalidated.length, 'task')}
          </Press>
        )}
      </Figure>
      <Figure label="Checks">
        {problems > 0 ? (
          <span className="text-failed">{plural(problems, 'problem')}</span>
        ) : warnings > 0 ? (
          <Press pressed={open === 'warnings'} onPress={() => toggle('warnings')} className="text-waiting">
            {plural(warnings, 'warning')}
          </Press>
        ) : (
          <span className="text-succeeded">no cycle, no dead end</span>
        )}
      </Figure>
    </dl>
  );
}

function Figure({ label, note, quiet = false, children }: { label: string; note?: string; quiet?: boolean; children: ReactNode }) {
  return (
    <div className="grid content-start">
      <dt className="text-2xs text-faint">{label}</dt>
      <dd className={cn('num font-semibold transition-opacity duration-150', quiet && 'opacity-60')} title={note}>
        {children}
        {note ? <span className="ml-1.5 font-normal text-faint text-xs max-2xl:sr-only">{note}</span> : null}
      </dd>
    </div>
  );
}

function Press({
  pressed,
  onPress,
  className,
  children,
}: {
  pressed: boolean;
  onPress: () => void;
  className?: string;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-expanded={pressed}
      onClick={onPress}
      className={cn('rounded-sm font-semibold underline decoration-dotted underline-offset-3 hover:decoration-solid', className)}
    >
      {children} {pressed ? '▴' : '▾'}
    </button>
  );
}

function Counts({ result }: { result: EditResult }) {
  const { added, changed, removed } = result.diff;
  const edges = edgeCount(result.diff);
  if (added.length + changed.length + removed.length === 0) return edges === 0 ? 'none yet' : <span>{plural(edges, 'edge')}</span>;
  return <EditCounts diff={result.diff} />;
}
