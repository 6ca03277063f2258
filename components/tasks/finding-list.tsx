import { CircleAlert, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ComponentType } from 'react';
import { cn } from '@/components/ui/cn';
import type { Finding } from '@/lib/contracts/task';

interface Look {
  icon: ComponentType<{ size?: number; className?: string; 'aria-hidden'?: boolean }>;
  className: string;
}

/** By shape and by colour. */
const LOOKS: Record<Finding['severity'], Look> = {
  critical: { icon: OctagonAlert, className: 'text-failed' },
  major: { icon: TriangleAlert, className: 'text-waiting' },
  minor: { icon: CircleAlert, className: 'text-ready' },
  info: { icon: Info, className: 'text-muted' },
};
const WEIGHT: Record<Finding['severity'], number> = { critical: 0, major: 1, minor: 2, info: 3 };

/** What a gate found, the worst first: how bad, where, and what would mend it. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const sorted = [...findings].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
  return (
    <ul aria-label="Findings" className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {sorted.map((finding, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the findings of one verdict never change
        <li key={index} className="flex gap-2">
          <FindingRow {...finding} />
        </li>
      ))}
    </ul>
  );
}

function FindingRow({ severity, message, place, suggestion }: Finding) {
  const { icon: Icon, className } = LOOKS[severity];
  return (
    <>
      <span className={cn('mt-px flex w-18 shrink-0 items-center gap-1.5 self-start font-medium text-xs leading-[19px]', className)}>
        <Icon size={14} aria-hidden className="shrink-0" />
        {severity}
      </span>
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {message}
        {place ? <code className="ml-1.5 rounded-sm bg-sunken px-1 text-muted text-xs">{place}</code> : null}
        {suggestion ? <span className="mt-0.5 block text-muted text-xs">{suggestion}</span> : null}
      </span>
    </>
  );
}
