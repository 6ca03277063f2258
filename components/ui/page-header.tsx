import type { ReactNode } from 'react';
import { cn } from './cn';

interface PageHeaderProps {
  title: ReactNode;
  /** The way here: links and separators, above the title. */
  trail?: ReactNode;
  /** Beside the title: a state, a badge. */
  aside?: ReactNode;
  /** One line under the title. */
  description?: ReactNode;
  /** Buttons and figures at the right; below the title on a phone. */
  actions?: ReactNode;
  className?: string;
}

export function PageHeader({ title, trail, aside, description, actions, className }: PageHeaderProps) {
  return (
    <header className={cn('flex flex-wrap items-end justify-between gap-x-4 gap-y-2.5 bg-surface px-4 pt-3.5 pb-3 sm:px-5', className)}>
      <div className="min-w-0">
        {trail ? <div className="mb-0.5 flex items-center gap-1.5 text-faint text-xs">{trail}</div> : null}
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 truncate text-xl leading-7">{title}</h1>
          {aside}
        </div>
        {description ? <p className="mt-0.5 text-muted">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
