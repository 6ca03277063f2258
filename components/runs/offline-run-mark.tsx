'use client';
import { useHealth } from '@/components/layout/use-health';
import { Badge } from '@/components/ui/badge';

/** Marks a run that the offline model spoke for, where the installation has a real one by now. Else the frame says it once. */
export function OfflineRunMark() {
  const model = useHealth()?.model;
  if (model === undefined || model === 'offline') return null;
  return (
    <Badge tone="warn" className="shrink-0" title="The offline model spoke for this run: its words are invented">
      offline model
    </Badge>
  );
}
