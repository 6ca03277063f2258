'use client';
import { Badge } from '@/components/ui/badge';
import { Tooltip } from '@/components/ui/tooltip';
import { useHealth } from './use-health';

const MEANING =
  'A built-in model answers with invented text. Set OPENAI_BASE_URL, or add an endpoint under Settings, Models, to use a real one.';

interface OfflineModelBadgeProps {
  isShort?: boolean;
  /** Whether the words beside it are the built-in model's; absent: whether the standard tier uses it now. */
  isOffline?: boolean;
  className?: string;
}

/** Stands wherever words of the built-in model may be taken for a real one's. */
export function OfflineModelBadge({ isShort = false, isOffline, className }: OfflineModelBadgeProps) {
  const inUse = useHealth()?.model === 'offline';
  if (!(isOffline ?? inUse)) return null;
  return (
    <Tooltip label={MEANING}>
      <Badge tone="warn" className={className} tabIndex={0}>
        offline{isShort ? null : ' model'}
        <span className="sr-only">: {MEANING}</span>
      </Badge>
    </Tooltip>
  );
}
