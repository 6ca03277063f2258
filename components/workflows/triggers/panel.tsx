import type { ReactNode } from 'react';

interface PanelProps {
  title: string;
  note: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

export function Panel({ title, note, action, children }: PanelProps) {
  return (
    <section aria-label={title} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-base">{title}</h2>
          <p className="max-w-[70ch] text-muted">{note}</p>
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
