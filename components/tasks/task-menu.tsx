'use client';
import { Ellipsis, Key, Link as LinkIcon, Terminal } from 'lucide-react';
import { CURL_COPIED, copyText, LINK_COPIED } from '@/components/run/copy-text';
import { curlGet } from '@/components/run/curl';
import { Button } from '@/components/ui/button';
import { DropdownMenu, MenuItem } from '@/components/ui/dropdown-menu';

/** What can be taken along of a task. */
export function TaskMenu({ runId, taskKey }: { runId: string; taskKey: string }) {
  const curl = (path: string) => () => void copyText(curlGet(window.location.origin, `/runs/${runId}${path}`), CURL_COPIED);
  const path = `/tasks/${encodeURIComponent(taskKey)}`;
  const icon = <Terminal size={14} aria-hidden />;
  return (
    <DropdownMenu
      trigger={
        <Button variant="quiet" aria-label="Copy…" className="aspect-square px-0 pointer-coarse:px-0">
          <Ellipsis size={16} aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={<LinkIcon size={14} aria-hidden />} onSelect={() => void copyText(window.location.href, LINK_COPIED)}>
        Copy link
      </MenuItem>
      <MenuItem
        icon={<Key size={14} aria-hidden />}
        onSelect={() => void copyText(taskKey, 'The key names the task in URLs, conditions and prompts.')}
      >
        Copy key
      </MenuItem>
      <MenuItem icon={icon} onSelect={curl(path)}>
        Copy as curl
      </MenuItem>
      <MenuItem icon={icon} onSelect={curl(`${path}/turns`)}>
        Copy as curl: its turns
      </MenuItem>
      <MenuItem icon={icon} onSelect={curl(`/events?taskKey=${encodeURIComponent(taskKey)}`)}>
        Copy as curl: its events
      </MenuItem>
    </DropdownMenu>
  );
}
