import { EyeOff } from 'lucide-react';
import Link from 'next/link';
import type { Quarantine } from '@/lib/contracts/artifact';

/** What was found in an artifact, and what that means for whoever reads it. Nothing once it was released. */
export function QuarantineNote({ quarantine: { status, findings, escalationId } }: { quarantine: Quarantine }) {
  if (status === 'released') return null;
  const found = [...new Set(findings.map(({ message, line }) => `${message}, line ${line}`))];
  const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
  return (
    <p role="note" className="flex items-start gap-2 border-line border-b bg-waiting-soft px-4 py-2 text-sm text-waiting sm:px-5">
      <EyeOff size={15} className="mt-0.5 shrink-0" aria-hidden />
      <span className="min-w-0">
        {status === 'held' ? 'Masked until somebody has decided: ' : 'Masked for good: '}
        {found.slice(0, SHOWN).join('; ')}
        {more}.{' '}
        {escalationId ? (
          <Link href={`/inbox/${escalationId}`} className="underline underline-offset-2">
            {status === 'held' ? 'Decide' : 'The decision'}
          </Link>
        ) : null}
      </span>
    </p>
  );
}

const SHOWN = 4;
