import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { RelativeTime } from '@/components/ui/relative-time';
import type { AgentField, AgentVersionSummary } from '@/lib/contracts/agent';
import { FIELD_NAMES } from './agent-draft';

const ACTIONS: Record<AgentVersionSummary['action'], string> = {
  edit: 'edited',
  restore: 'restored',
  reset: 'reset to shipped',
  shipped: 'as shipped with Signalbox',
};

interface VersionRowProps {
  version: AgentVersionSummary;
  isSelected: boolean;
  onSelect: () => void;
}

export function VersionRow({ version, isSelected, onSelect }: VersionRowProps) {
  return (
    <li className="border-line border-b last:border-0">
      <button
        type="button"
        aria-pressed={isSelected}
        onClick={onSelect}
        className={cn(
          'grid w-full gap-0.5 px-3 py-2 text-left -outline-offset-2 hover:bg-hover',
          isSelected && 'bg-accent-soft hover:bg-accent-soft',
        )}
      >
        <span className="flex items-center gap-2">
          <span className="font-medium">Version {version.version}</span>
          {version.current ? <Badge tone="good">current</Badge> : null}
          {version.createdAt ? <RelativeTime at={version.createdAt} className="ml-auto text-faint text-xs" /> : null}
        </span>
        <span className="truncate text-muted text-xs">
          {ACTIONS[version.action]}
          {version.changed.length > 0 ? `: ${version.changed.map((field) => FIELD_NAMES[field as AgentField] ?? field).join(', ')}` : ''}
          {version.createdBy ? ` · ${version.createdBy.replace(/^\w+:/, '')}` : ''}
        </span>
        {version.reason ? <span className="text-xs">“{version.reason}”</span> : null}
      </button>
    </li>
  );
}
