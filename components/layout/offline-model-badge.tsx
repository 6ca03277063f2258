'use client';
import { Badge } from '@/components/ui/badge';
import { Tooltip } from '@/components/ui/tooltip';
import { useHealth } from './use-health';

const MEANING = 'No model endpoint is set: a built-in model answers with invented text. Set OPENAI_BASE_URL to use a real one.';

/** Stands wherever words of the built-in model may be taken for a real one's. */
export function OfflineModelBadge({ isShort = false, className }: { isShort?: boolean; className?: string }) {
  if (useHealth()?.model !== 'offline') return null;
  return (
    <Tooltip label={MEANING}>
      <Badge tone="warn" className={className} tabIndex={0}>
        offline{isShort ? null : ' model'}
        <span className="sr-only">: {MEANING}</span>
      </Badge>
    </Tooltip>
  );
}
