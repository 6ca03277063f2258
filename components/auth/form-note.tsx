import type { ReactNode } from 'react';
import { StateIcon } from '@/components/ui/state-icon';

/** Why a form was not accepted and what to do now. */
export function FormNote({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="flex gap-2 rounded-md bg-failed-soft px-3 py-2 text-failed">
      <StateIcon state="failed" decorative className="mt-[3px]" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
