'use client';
import { Archive, Ban, LayoutTemplate, Terminal, Wallet } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { toast } from 'sonner';
import { DropdownMenu, MenuItem, MenuSeparator } from '@/components/ui/dropdown-menu';

interface RunMenuItemsProps {
  runId: string;
  trigger: ReactNode;
  /** Null: the viewer may not, or it makes no sense any more. */
  onBudget: (() => void) | null;
  canSaveWorkflow: boolean;
  onCancel: (() => void) | null;
}

/** The rarer things that can be done with a run. It opens as soon as it is there. */
export function RunMenuItems({ runId, trigger, onBudget, canSaveWorkflow, onCancel }: RunMenuItemsProps) {
  return (
    <DropdownMenu trigger={trigger} defaultOpen>
      {onBudget ? (
        <MenuItem icon={<Wallet size={14} aria-hidden />} onSelect={onBudget}>
          Set budget…
        </MenuItem>
      ) : null}
      {canSaveWorkflow ? (
        <MenuItem asChild>
          <Link href={`/workflows/new?run=${runId}`}>
            <LayoutTemplate size={14} aria-hidden className="text-faint" /> Save as workflow…
          </Link>
        </MenuItem>
      ) : null}
      <MenuItem asChild>
        <a href={`/api/v1/runs/${runId}/export`} download>
          <Archive size={14} aria-hidden className="text-faint" /> Download all as zip
        </a>
      </MenuItem>
      <MenuItem icon={<Terminal size={14} aria-hidden />} onSelect={() => void copyCurl(runId)}>
        Copy as curl
      </MenuItem>
      {onCancel ? (
        <>
          <MenuSeparator />
          <MenuItem danger icon={<Ban size={14} aria-hidden />} onSelect={onCancel}>
            Cancel run…
          </MenuItem>
        </>
      ) : null}
    </DropdownMenu>
  );
}

async function copyCurl(runId: string): Promise<void> {
  const text = `curl -H "Authorization: Bearer $SIGNALBOX_TOKEN" ${window.location.origin}/api/v1/runs/${runId}`;
  try {
    await navigator.clipboard.writeText(text);
    toast.success('Copied', { description: 'Put an API token in SIGNALBOX_TOKEN, then run it.' });
  } catch {
    toast.error('The browser did not allow copying', { description: text });
  }
}
