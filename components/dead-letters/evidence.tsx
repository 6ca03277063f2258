import type { ReactNode } from 'react';

/** One kind of evidence, with its name over it. */
export function Evidence({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="mb-1.5 flex items-baseline gap-2 font-semibold">
        {title}
        {aside ? <span className="font-normal text-faint text-xs">{aside}</span> : null}
      </h3>
      {children}
    </section>
  );
}

/** Text as it came from outside: shown as it is, long lines broken, long texts scrolling. */
export function Quoted({ label, children }: { label: string; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, by keyboard too
    <section tabIndex={0} aria-label={label} className="scroll-quiet max-h-72 overflow-auto rounded-sm bg-sunken px-2.5 py-2">
      <pre className="whitespace-pre-wrap text-xs leading-[1.55] [overflow-wrap:anywhere]">{children}</pre>
    </section>
  );
}

export const CUT_NOTE = 'Cut: the rest is in the transcript.';
