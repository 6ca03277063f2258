'use client';
import { Archive, Ban, CircleX, GitCompare, LayoutTemplate, Link as LinkIcon, RotateCcw, Terminal, Wallet } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { OpenMenu, OpenMenuItem, OpenMenuSeparator } from '@/components/ui/open-menu';
import { useTRPCClient } from '@/lib/trpc/context';
import { CURL_COPIED, copyText, LINK_COPIED } from './copy-text';
import { curlGet } from './curl';
import { startAgain } from './start-again';

interface RunMenuItemsProps {
  runId: string;
  trigger: ReactNode;
  /** Null: the viewer may not, or it makes no sense any more. */
  onBudget: (() => void) | null;
  canSaveWorkflow: boolean;
  onCancel: (() => void) | null;
  onCompare: () => void;
}

/** The rarer things that can be done with a run. It opens as soon as it is there. */
export function RunMenuItems({ runId, trigger, onBudget, canSaveWorkflow, onCancel, onCompare }: RunMenuItemsProps) {
  const api = useTRPCClient();
  return (
    <OpenMenu trigger={trigger}>
      {onBudget ? (
        <OpenMenuItem icon={<Wallet size={14} aria-hidden />} onSelect={onBudget}>
          Set budget…
        </OpenMenuItem>
      ) : null}
      <OpenMenuItem icon={<GitCompare size={14} aria-hidden />} onSelect={onCompare}>
        Compare with…
      </OpenMenuItem>
      {canSaveWorkflow ? (
        <OpenMenuItem asChild>
          <Link href={`/workflows/new?run=${runId}`}>
            <LayoutTemplate size={14} aria-hidden className="text-faint" /> Save as workflow…
          </Link>
        </OpenMenuItem>
      ) : null}
      <OpenMenuItem asChild>
        <a href={`/api/v1/runs/${runId}/export`} download>
          <Archive size={14} aria-hidden className="text-faint" /> Download all as zip
        </a>
      </OpenMenuItem>
      <OpenMenuItem asChild>
        <Link href={`/dead-letters?run=${runId}&status=all`}>
          <CircleX size={14} aria-hidden className="text-faint" /> Dead letters of this run
        </Link>
      </OpenMenuItem>
      <OpenMenuSeparator />
      <OpenMenuItem icon={<LinkIcon size={14} aria-hidden />} onSelect={() => void copyText(window.location.href, LINK_COPIED)}>
        Copy link to this view
      </OpenMenuItem>
      <OpenMenuItem
        icon={<Terminal size={14} aria-hidden />}
        onSelect={() => void copyText(curlGet(window.location.origin, `/runs/${runId}`), CURL_COPIED)}
      >
        Copy as curl
      </OpenMenuItem>
      <OpenMenuItem
        icon={<Terminal size={14} aria-hidden />}
        onSelect={() => void copyText(curlGet(window.location.origin, `/runs/${runId}/events?after=0`), CURL_COPIED)}
      >
        Copy as curl: its events
      </OpenMenuItem>
      <OpenMenuItem icon={<RotateCcw size={14} aria-hidden />} onSelect={() => void copyText(startAgain(api, runId), CURL_COPIED)}>
        Copy as curl: start it again
      </OpenMenuItem>
      {onCancel ? (
        <>
          <OpenMenuSeparator />
          <OpenMenuItem danger icon={<Ban size={14} aria-hidden />} onSelect={onCancel}>
            Cancel run…
          </OpenMenuItem>
        </>
      ) : null}
    </OpenMenu>
  );
}
