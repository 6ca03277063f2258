import type { ReactNode } from 'react';
import { cn } from './cn';

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** One sentence: what will be here. */
  children: ReactNode;
  /** The button that makes it so. */
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn('grid place-items-center px-6 py-14 text-center', className)}>
      {icon ? <div className="mb-3 grid size-10 place-items-center rounded-lg border border-line bg-surface text-faint">{icon}</div> : null}
      <h2 className="text-base">{title}</h2>
      <div className="mt-1 max-w-[46ch] text-pretty text-muted">{children}</div>
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
