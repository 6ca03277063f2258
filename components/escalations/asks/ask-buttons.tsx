import type { ReactNode } from 'react';

/** The answers side by side, with why the last one was not taken above them. */
export function AskButtons({ error, children }: { error: string | null; children: ReactNode }) {
  return (
    <>
      {error ? (
        <p role="alert" className="text-failed text-xs">
          {error}
        </p>
      ) : null}
      <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">{children}</div>
    </>
  );
}
