import type { ReactNode } from 'react';
import { Button } from './button';
import { cn } from './cn';
import { StateIcon } from './state-icon';

interface ErrorStateProps {
  /** What happened: "Could not load the runs". */
  title: string;
  /** Why, and what to do now. */
  children?: ReactNode;
  onRetry?: () => void;
  retrying?: boolean;
  /** Other ways out beside "Try again". */
  action?: ReactNode;
  className?: string;
}

export function ErrorState({ title, children, onRetry, retrying, action, className }: ErrorStateProps) {
  return (
    <div role="alert" className={cn('grid place-content-center place-items-center px-6 py-14 text-center', className)}>
      <div className="mb-3 grid size-10 place-items-center rounded-lg bg-failed-soft">
        <StateIcon state="failed" size={18} />
      </div>
      <h2 className="text-base">{title}</h2>
      {children ? <div className="mt-1 max-w-[52ch] text-pretty text-muted">{children}</div> : null}
      {onRetry || action ? (
        <div className="mt-4 flex flex-wrap justify-center gap-2">
          {onRetry ? (
            <Button onClick={onRetry} busy={retrying}>
              Try again
            </Button>
          ) : null}
          {action}
        </div>
      ) : null}
    </div>
  );
}
