import type { ReactNode } from 'react';
import { BrandMark } from '@/components/layout/brand';

/** The frame of the pages before the console. */
export function AuthCard({
  title,
  children,
  intro,
  wide = false,
}: {
  title: string;
  intro?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh content-start justify-items-center bg-canvas px-4 pt-[16dvh] pb-10">
      <div className={wide ? 'w-full max-w-[520px]' : 'w-full max-w-[360px]'}>
        <div className="mb-5 flex items-center gap-2.5 font-semibold text-base tracking-tight">
          <BrandMark size={22} />
          Signalbox
        </div>
        <section className="rounded-lg border border-line bg-surface p-5">
          <h1 className="text-lg">{title}</h1>
          {intro ? <p className="mt-1 text-muted">{intro}</p> : null}
          <div className="mt-4">{children}</div>
        </section>
      </div>
    </main>
  );
}
