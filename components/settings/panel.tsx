import type { ReactNode } from 'react';

/** The scrolling column of a settings page. */
export function Panel({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
      <section
        aria-label={label}
        className={`grid grid-cols-[minmax(0,1fr)] gap-6 px-4 py-5 sm:px-5 ${wide ? 'max-w-[1200px]' : 'max-w-[960px]'}`}
      >
        {children}
      </section>
    </div>
  );
}

/** A part of a settings page: what it is, then what can be done. */
export function PanelSection({
  title,
  hint,
  actions,
  children,
}: {
  title: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="text-base">{title}</h2>
          {hint ? <p className="mt-0.5 max-w-[70ch] text-muted">{hint}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
