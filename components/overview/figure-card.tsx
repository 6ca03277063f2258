import Link from 'next/link';
import type { ReactNode } from 'react';
import { Sparkline } from '@/components/charts/sparkline';
import { cn } from '@/components/ui/cn';

interface FigureCardProps {
  label: string;
  value: string;
  unit?: string;
  /** The comparison under the figure. */
  note: ReactNode;
  href: string;
  history: readonly (number | null)[];
  /** Colour of the sparkline: a text class. */
  tone: string;
}

/** A figure, its comparison and its history; all of it leads to the list that it counts. */
export function FigureCard({ label, value, unit, note, href, history, tone }: FigureCardProps) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="group grid min-w-0 content-between gap-2 overflow-hidden rounded-lg border border-line bg-surface px-4 pt-3 transition-colors duration-120 hover:border-line-strong hover:bg-hover"
    >
      <span className="grid min-w-0 gap-0.5">
        <span className="text-muted text-xs">{label}</span>
        <span className="num truncate font-semibold text-[22px] leading-7 tracking-tight">
          {value}
          {unit ? <span className="ml-1 font-normal text-faint text-sm tracking-normal">{unit}</span> : null}
        </span>
        <span className="num text-faint text-xs sm:truncate">{note}</span>
      </span>
      <Sparkline values={history} className={cn('-mx-4 w-[calc(100%+2rem)]', tone)} />
    </Link>
  );
}
